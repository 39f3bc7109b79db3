package io.clickmill.local.exact;

import io.clickmill.api.TestEvent;
import java.util.Optional;

/**
 * A record and what it means.
 *
 * @param appendedAt its arrival, epoch milliseconds
 * @param partition where it is sent to
 * @param event empty if it is to be rejected; equal to that of an earlier record if this one is a copy
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sent(long appendedAt, int partition, byte[] value, Optional<TestEvent> event) {}
