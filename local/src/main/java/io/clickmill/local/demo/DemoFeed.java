package io.clickmill.local.demo;

import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.importer.ClickSender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends each event of the demo when it is due, until the feed is closed. */
public final class DemoFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoFeed.class);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);

    private final ClickSender sender;
    private final DemoStream stream;
    private final Clock clock;
    private final Thread thread = new Thread(this::run, "demo");
    private volatile boolean stopped;

    private DemoFeed(ClickSender sender, DemoStream stream, Clock clock) {
        this.sender = sender;
        this.stream = stream;
        this.clock = clock;
    }

    /**
     * Starts the feed.
     *
     * @param perSecond clicks a second, averaged over a day
     */
    public static DemoFeed start(KafkaAccess kafka, String topic, String account, double perSecond, Clock clock) {
        Instant start = clock.instant();
        // The seed is the current time, because a restart must not repeat the event ids of the run before.
        DemoStream stream = new DemoStream(start.toEpochMilli(), start, account, perSecond);
        DemoFeed feed = new DemoFeed(new ClickSender(kafka, topic, Map.of()), stream, clock);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    private void run() {
        try {
            while (!stopped) {
                for (DemoEvent event : stream.until(clock.instant())) {
                    sender.send(event.key(), event.json());
                }
                Thread.sleep(TICK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the demo has ended", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join(STOP_WAIT.toMillis());
        sender.close();
    }
}
