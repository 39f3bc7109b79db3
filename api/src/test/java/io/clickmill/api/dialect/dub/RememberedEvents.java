package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.clickmill.api.publish.ClickPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A publisher that keeps the events in memory. */
final class RememberedEvents implements ClickPublisher {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ClickRecord> records = new ArrayList<>();
    private boolean failing;

    /** The published events, in the order of their publication. */
    synchronized ArrayNode events() {
        ArrayNode events = JSON.createArrayNode();
        for (ClickRecord event : records) {
            try {
                events.add(JSON.readTree(event.json()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return events;
    }

    synchronized void clear() {
        records.clear();
    }

    @Override
    public synchronized void publish(List<ClickRecord> events) throws PublishException {
        if (failing) {
            throw new PublishException("broken", new IllegalStateException());
        }
        records.addAll(events);
    }

    /** Makes publishing fail from now on, or succeed again. */
    synchronized void fail(boolean fails) {
        failing = fails;
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public void close() {}
}
