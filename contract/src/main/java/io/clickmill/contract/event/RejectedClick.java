package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * A rejected record of topic {@code clicks}, with everything needed to find it, correct it and send it again.
 *
 * @param detail the fault, for people: {@code url_location: -1 (expected: 0..2147483647)}
 * @param value the original bytes, null if the record had none
 * @param key the original key, null if the record had none
 * @param appendedAt the timestamp of the Kafka record in epoch milliseconds; it is the time of arrival, except with
 *     {@link RejectReason#CLIENT_TIME}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes must go out as they came in
public record RejectedClick(
        RejectReason reason,
        String detail,
        byte @Nullable [] value,
        byte @Nullable [] key,
        String topic,
        int partition,
        long offset,
        long appendedAt) {}
