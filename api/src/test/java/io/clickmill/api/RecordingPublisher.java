package io.clickmill.api;

import io.clickmill.api.publish.ClickPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it gets, and fails for a record whose key ends in {@code fail}; Kafka is never reached. */
final class RecordingPublisher implements ClickPublisher {
    private final List<ClickRecord> published = new CopyOnWriteArrayList<>();

    /** All that it has got since it was emptied, which is done by clearing the list. */
    List<ClickRecord> published() {
        return published;
    }

    @Override
    public void publish(List<ClickRecord> records) throws PublishException {
        if (records.get(0).key().endsWith("fail")) {
            throw new PublishException("broken", new IllegalStateException());
        }
        published.addAll(records);
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public void close() {}
}
