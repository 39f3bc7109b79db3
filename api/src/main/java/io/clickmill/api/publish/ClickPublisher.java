package io.clickmill.api.publish;

import java.util.List;

/** Where events or links go: a Kafka topic, or a list in tests. */
public interface ClickPublisher extends AutoCloseable {
    /**
     * Sends all records and returns when each is durable.
     *
     * @throws PublishException if not all of them are known to be; some may be, so a client that repeats the request
     *     should give its events ids
     */
    void publish(List<ClickRecord> records) throws PublishException;

    /** Whether a broker answers now; takes at most a second. */
    boolean isReachable();

    @Override
    void close();

    /**
     * One record.
     *
     * @param key the event id, so that retries meet in one partition, or a {@link io.clickmill.contract.LinkKey}
     * @param json the record's value: one JSON object in UTF-8
     */
    record ClickRecord(String key, byte[] json) {}

    /** Kafka did not take the records in time. */
    final class PublishException extends Exception {
        public PublishException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
