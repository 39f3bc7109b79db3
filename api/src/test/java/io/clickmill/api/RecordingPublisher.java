package io.clickmill.api;

import io.clickmill.api.publish.ClickPublisher;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the records instead of sending them to Kafka. Fails for a record whose key ends in {@code fail}. */
final class RecordingPublisher implements ClickPublisher {
    private final List<ClickRecord> published = new CopyOnWriteArrayList<>();

    /** All published records. Tests clear the list to start anew. */
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
