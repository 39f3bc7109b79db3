package io.clickmill.contract.event;

import org.jspecify.annotations.Nullable;

/**
 * A record of topic {@code clicks} that is no click, with everything needed to find it, to mend it and to send it again.
 *
 * @param detail what is wrong with which field, for people: {@code url_location: -1 (expected: 0..2147483647)}
 * @param value the original bytes, null if the record had none
 * @param key the original key, null if the record had none
 * @param appendedAt the timestamp of the Kafka record, epoch milliseconds; with {@link RejectReason#CLIENT_TIME} it is no
 *     time of arrival
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
