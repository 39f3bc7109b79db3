package io.clickmill.api.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.api.publish.ClickPublisher.PublishException;
import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.InvalidClick;
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
 * The stream of tracked events. A request that waits holds a thread that other requests need. So only a few requests at
 * a time may wait for Kafka, or for an event that was tracked a moment ago.
 */
public final class EventStream {
    /** The longest wait until an event that was tracked a moment ago can be read. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MAX_PUBLISHING = 24;
    private static final int MAX_SEARCHING = 8;
    private static final long POLL_MILLIS = 100;

    private final Clock clock;
    private final ClickParser parser;
    private final Optional<ClickPublisher> publisher;
    private final Semaphore publishing = new Semaphore(MAX_PUBLISHING);
    private final Semaphore searching = new Semaphore(MAX_SEARCHING);

    /** Without a publisher, {@link #publish} fails. */
    public EventStream(Clock clock, EventRules rules, Optional<ClickPublisher> publisher) {
        this.clock = clock;
        this.parser = new ClickParser(rules.beforeArrival());
        this.publisher = publisher;
    }

    /** The current time in whole milliseconds. */
    public Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** A new, empty memory that forgets each answer after {@code time}. */
    public RecentAnswers remembering(Duration time) {
        return new RecentAnswers(ticker(), time);
    }

    /** The clock in the form that caches need. */
    Ticker ticker() {
        return () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    /**
     * Publishes events, and returns when they are durable.
     *
     * @throws RejectedEventException if the job would reject one of them
     */
    public void publish(List<ObjectNode> events) {
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
     * Checks an event without publishing it.
     *
     * @throws RejectedEventException if the job would reject it
     */
    public void require(ObjectNode event) {
        try {
            parser.require(json(event), clock.millis());
        } catch (InvalidClick e) {
            throw new RejectedEventException(e);
        }
    }

    /**
     * Repeats a search until it finds something, for at most {@link #PATIENCE}. If too many requests are searching
     * already, it searches only once.
     */
    public <T> Optional<T> awaited(Supplier<Optional<T>> search) {
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
