package io.clickmill.bench.fresh;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.bench.Progress;
import io.clickmill.bench.data.BenchRecord;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.Feed;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.run.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;

/**
 * Sends the clicks of a shape when they are due, and fifty clicks of a campaign of its own every second. Meanwhile it
 * asks for the clicks of this campaign.
 */
final class Probe {
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** The longest wait for the last clicks. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String campaign;
    private final DataShape shape;
    private final ClickSender sender;
    private final StatsReader reader;
    private final Clock clock;
    private final Instant start;
    /** When each click of the campaign was sent, in their order. Guarded by itself. */
    private final List<Long> sentAt = new ArrayList<>();

    /** The number of clicks of the campaign that were sent. Only the feed reads and writes it. */
    private long own;

    /** @param shape ends after this moment, and begins with it */
    Probe(String campaign, DataShape shape, ClickSender sender, DataSource database, Clock clock) {
        this.campaign = campaign;
        this.shape = shape;
        this.sender = sender;
        this.reader = new PostgresStatsReader(database);
        this.clock = clock;
        this.start = clock.instant();
    }

    DataShape shape() {
        return shape;
    }

    /** How many records were sent. */
    long sent() {
        return shape.events() + sentCount();
    }

    /** Sends everything, and returns after how many milliseconds each click of the campaign was counted. */
    List<Long> run(Progress progress) throws InterruptedException, ExecutionException {
        try (Feed feed = new Feed(shape, sender, clock, this::sendOwn)) {
            List<Long> waits = new ArrayList<>();
            while (!feed.isDone() || waits.size() < sentCount()) {
                ask(waits);
                progress.at(campaign, feed.sent(), shape.events());
                Thread.sleep(PAUSE.toMillis());
            }
            feed.await();
            return waits;
        }
    }

    private void ask(List<Long> waits) {
        StatsQuery question = StatsQuery.of(
                        ClickData.ACCOUNT,
                        TimeRange.of(start.minusSeconds(60), shape.end().plus(PATIENCE), ZoneOffset.UTC))
                .filter(Filter.include(Field.CAMPAIGN, campaign))
                .metrics(Metric.CLICKS)
                .build();
        long clicks = reader.read(question).rows().get(0).clicks();
        long now = clock.millis();
        synchronized (sentAt) {
            while (waits.size() < clicks) {
                waits.add(now - sentAt.get(waits.size()));
            }
        }
        if (clock.instant().isAfter(shape.end().plus(PATIENCE))) {
            throw new CommandFailure("only " + waits.size() + " of " + sentCount() + " clicks are counted "
                    + PATIENCE.toSeconds() + " s after the last; this machine is too slow for " + shape.perSecond()
                    + " events/s");
        }
    }

    private int sentCount() {
        synchronized (sentAt) {
            return sentAt.size();
        }
    }

    private void sendOwn(BenchRecord record) {
        if (record.arrivedAt() >= start.toEpochMilli() + own * INTERVAL.toMillis()) {
            sendOwn(own++);
        }
    }

    private void sendOwn(long number) {
        String id = campaign + "-" + number;
        long now = clock.millis();
        // Another thread may see the click counted before send returns.
        synchronized (sentAt) {
            sentAt.add(now);
        }
        String json = "{\"event_id\":\"" + id + "\",\"timestamp\":" + now + ",\"account_id\":\"" + ClickData.ACCOUNT
                + "\",\"campaign_id\":\"" + campaign + "\",\"link_id\":\"" + campaign
                + "\",\"url\":\"https://shop.example/\",\"subscriber_id\":\"" + id
                + "\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0\"}";
        sender.send(id, json.getBytes(StandardCharsets.US_ASCII));
    }
}
