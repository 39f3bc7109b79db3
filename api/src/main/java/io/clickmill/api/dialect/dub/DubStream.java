package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The stream as whoever tracks sees it. Waiting takes threads that other requests need, so that only a few requests at a
 * time may wait: for Kafka, or for what was tracked a moment ago.
 */
final class DubStream {
    /** So long what was tracked a moment ago may take to be there. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The job rejects larger records. */
    private static final int MAX_EVENT_BYTES = 65_536;

    private static final int MAX_PUBLISHING = 24;
    private static final int MAX_SEARCHING = 8;
    private static final long POLL_MILLIS = 100;

    private final Clock clock;
    private final Optional<ClickPublisher> publisher;
    private final Semaphore publishing = new Semaphore(MAX_PUBLISHING);
    private final Semaphore searching = new Semaphore(MAX_SEARCHING);

    /** Without a publisher nothing can be tracked. */
    DubStream(Clock clock, Optional<ClickPublisher> publisher) {
        this.clock = clock;
        this.publisher = publisher;
    }

    /** Now, to the millisecond. */
    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** An empty memory. */
    DubMemory remembering(Duration time) {
        return new DubMemory(ticker(), time);
    }

    /** The clock as caches read it. */
    Ticker ticker() {
        return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    /**
     * Returns when the events are durable.
     *
     * @throws DubException if one is larger than the job takes
     */
    void publish(List<ObjectNode> events) {
        ClickPublisher topic = publisher.orElseThrow(
                () -> new IllegalStateException("no Kafka is configured, nothing can be tracked"));
        List<ClickRecord> records = new ArrayList<>();
        for (ObjectNode event : events) {
            byte[] json = event.toString().getBytes(StandardCharsets.UTF_8);
            if (json.length > MAX_EVENT_BYTES) {
                throw DubException.invalid("custom", "metadata", "The event is larger than 65,536 bytes");
            }
            records.add(new ClickRecord(event.get("event_id").textValue(), json));
        }
        if (!publishing.tryAcquire()) {
            throw new IllegalStateException(MAX_PUBLISHING + " requests are waiting for Kafka already");
        }
        try {
            topic.publish(records);
        } catch (PublishException e) {
            throw new IllegalStateException("Kafka did not take the events in time", e);
        } finally {
            publishing.release();
        }
    }

    /** Looks again until something is there, for {@link #PATIENCE}; if too many are looking already, only once. */
    <T> Optional<T> awaited(Supplier<Optional<T>> search) {
        Optional<T> found = search.get();
        if (found.isPresent() || !searching.tryAcquire()) {
            return found;
        }
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (found.isEmpty() && System.nanoTime() < end) {
                Thread.sleep(POLL_MILLIS);
                found = search.get();
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found;
        } finally {
            searching.release();
        }
    }
}
