package io.clickmill.api.publish;

import java.util.List;

/** The destination of events or links: a Kafka topic, or a list in tests. */
public interface ClickPublisher extends AutoCloseable {
    /**
     * Sends all records and returns when each is durable.
     *
     * @throws PublishException if some records are not known to be durable. Others may be, so a client that repeats the
     *     request should give its events ids
     */
    void publish(List<ClickRecord> records) throws PublishException;

    /** Whether a broker answers now. The call takes at most a second. */
    boolean isReachable();

    @Override
    void close();

    /**
     * A record of the topic.
     *
     * @param key the event id, so that retries go to the same partition; for links a {@link
     *     io.clickmill.contract.LinkKey}
     * @param json the record's value: one JSON object in UTF-8
     */
    record ClickRecord(String key, byte[] json) {}

    /** Says that Kafka did not take the records in time. */
    final class PublishException extends Exception {
        public PublishException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
