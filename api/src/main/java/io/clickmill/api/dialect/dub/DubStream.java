package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The stream as whoever tracks sees it: what is published can be read about a second later. So what is not there is
 * looked for again for {@link #PATIENCE}; and what this process has published is remembered, so that a repetition is
 * known for one before the first can be read.
 */
final class DubStream {
    /** So long what was tracked a moment ago may take to be there. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A lead of the same customer and name, or a sale of the same invoice, is a repetition for so long. */
    static final Duration REPETITION = Duration.ofDays(7);

    private static final int MAX_REMEMBERED = 100_000;
    private static final long POLL_MILLIS = 100;

    private final Clock clock;
    private final Optional<ClickPublisher> publisher;

    /** Without a publisher nothing can be tracked. */
    DubStream(Clock clock, Optional<ClickPublisher> publisher) {
        this.clock = clock;
        this.publisher = publisher;
    }

    /** Now, to the millisecond. */
    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** An empty memory of what was answered. */
    <V> Cache<List<String>, V> remembering(Duration time) {
        return Caffeine.newBuilder()
                .expireAfterWrite(time)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .maximumSize(MAX_REMEMBERED)
                .build();
    }

    /** Returns when the events are durable. */
    void publish(List<ObjectNode> events) {
        ClickPublisher topic = publisher.orElseThrow(
                () -> new IllegalStateException("no Kafka is configured, nothing can be tracked"));
        try {
            topic.publish(events.stream()
                    .map(event -> new ClickRecord(
                            event.get("event_id").textValue(), event.toString().getBytes(StandardCharsets.UTF_8)))
                    .toList());
        } catch (PublishException e) {
            throw new IllegalStateException("Kafka did not take the events in time", e);
        }
    }

    /** Looks again until something is there, for a few seconds. */
    static <T> Optional<T> awaited(Supplier<Optional<T>> search) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> found = search.get();
        while (found.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return found;
            }
            found = search.get();
        }
        return found;
    }
}
