package io.clickmill.api.dialect.placewise;

import io.clickmill.api.publish.ClickPublisher;
import java.util.List;

/** For a dialect that sends nothing. */
final class NoPublisher implements ClickPublisher {
    @Override
    public void publish(List<ClickRecord> events) {
        throw new AssertionError("events " + events + " (expected: none)");
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public void close() {}
}
