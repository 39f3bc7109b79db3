package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.RejectReason;
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

    private static final int MAX_PUBLISHING = 24;
    private static final int MAX_SEARCHING = 8;
    private static final long POLL_MILLIS = 100;

    private final Clock clock;
    private final ClickParser parser;
    private final Optional<ClickPublisher> publisher;
    private final Semaphore publishing = new Semaphore(MAX_PUBLISHING);
    private final Semaphore searching = new Semaphore(MAX_SEARCHING);

    /** Without a publisher nothing can be tracked. */
    DubStream(Clock clock, EventRules rules, Optional<ClickPublisher> publisher) {
        this.clock = clock;
        this.parser = new ClickParser(rules.beforeArrival());
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
     * @throws ErrorAnswer if the job would reject one
     */
    void publish(List<ObjectNode> events) {
        ClickPublisher topic = publisher.orElseThrow(
                () -> new IllegalStateException("no Kafka is configured, nothing can be tracked"));
        List<ClickRecord> records = new ArrayList<>();
        for (ObjectNode event : events) {
            require(event);
            records.add(new ClickRecord(event.get("event_id").textValue(), json(event)));
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

    private static byte[] json(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Does nothing if the event can be published.
     *
     * @throws ErrorAnswer if the job would reject it
     */
    void require(ObjectNode event) {
        try {
            parser.require(json(event), clock.millis());
        } catch (InvalidClick e) {
            if (e.reason() == RejectReason.TOO_LARGE) {
                throw DubErrors.invalid("custom", "metadata", "The event is larger than 65,536 bytes");
            }
            String field = e.fault().field();
            throw DubErrors.invalid("custom", field == null ? "body" : field, e.detail());
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
