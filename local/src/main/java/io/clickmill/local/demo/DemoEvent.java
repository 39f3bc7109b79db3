package io.clickmill.local.demo;

import java.time.Instant;

/**
 * An event of the demo.
 *
 * @param sentAt the time to send it, which may be after it occurred
 * @param key the event id
 * @param json the record's value
 */
record DemoEvent(Instant sentAt, String key, byte[] json) {}
