package io.clickmill.bench.data;

/**
 * A record of the topic of clicks.
 *
 * @param key the event id, so that a retry gets into the partition of its event
 * @param json the event
 * @param arrivedAt when the record arrived in Kafka, in epoch milliseconds
 * @param occurredAt when the event occurred, in epoch milliseconds
 */
public record BenchRecord(byte[] key, byte[] json, long arrivedAt, long occurredAt, Kind kind) {
    /** What is special about a record. */
    public enum Kind {
        /** The event occurred a moment before it arrived. */
        PROMPT,
        /** The event occurred up to eight seconds before it arrived, so that it is behind others, but is not late. */
        OUT_OF_ORDER,
        /** The event occurred so long before it arrived that it is late. */
        LATE,
        /** The event was sent before, a few seconds ago. Only the field {@code attempt} is added. */
        RETRY
    }
}
