package io.clickmill.local.exact;

import io.clickmill.api.TestEvent;
import java.util.Optional;

/**
 * A record and its event.
 *
 * @param appendedAt the arrival time in epoch milliseconds
 * @param partition the partition to which it is sent
 * @param event the event to count; empty if the job must reject the record. A copy has the event of the earlier record
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sent(long appendedAt, int partition, byte[] value, Optional<TestEvent> event) {}
