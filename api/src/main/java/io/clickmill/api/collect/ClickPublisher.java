package io.clickmill.api.collect;

import java.util.List;

/** Where events go: a Kafka topic, or a list in tests. */
public interface ClickPublisher extends AutoCloseable {
    /**
     * Sends all events and returns when each is durable.
     *
     * @throws PublishException if not all of them are known to be; some may be, so a client that repeats the request
     *     should give its events ids
     */
    void publish(List<ClickRecord> events) throws PublishException;

    /** Whether a broker answers now; takes at most a second. */
    boolean isReachable();

    @Override
    void close();

    /**
     * One record.
     *
     * @param eventId the record's key, so that retries meet in one partition
     * @param json the record's value: one JSON object in UTF-8
     */
    record ClickRecord(String eventId, byte[] json) {}

    /** Kafka did not take the events in time. */
    final class PublishException extends Exception {
        public PublishException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
