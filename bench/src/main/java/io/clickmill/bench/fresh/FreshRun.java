package io.clickmill.bench.fresh;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.TimeRange;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.bench.Progress;
import io.clickmill.bench.check.RandomQuestions;
import io.clickmill.bench.data.BenchRecord;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.bench.servers.Product;
import io.clickmill.contract.Topics;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes from the send of a click to Kafka until an answer counts it, while other clicks arrive at
 * a rate. Fifty clicks of a campaign of its own are sent every second, and the API's reader is asked for the clicks of
 * this campaign all the time. The k-th click of them is counted when an answer is at least k.
 */
public final class FreshRun {
    private static final String CAMPAIGN = "probe";
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(20);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** The longest that is waited for the last clicks. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int QUESTIONS = 100;

    private final double perSecond;
    private final Duration length;
    private final long seed;
    private final Clock clock;

    /**
     * @param perSecond how many other clicks arrive in a second
     * @param length how long they arrive after a warm-up
     */
    public FreshRun(double perSecond, Duration length, long seed, Clock clock) {
        this.perSecond = perSecond;
        this.length = length;
        this.seed = seed;
        this.clock = clock;
    }

    public FreshReport.Rate measure(DataFolder folder, Progress progress) throws Exception {
        try (BenchServers servers = BenchServers.startEmpty(folder);
                Database database = servers.newDatabase();
                Product product = Product.start(servers, database)) {
            // The first answer of a new system takes longer than later ones.
            product.awaitComplete(
                    clock.instant().minusSeconds(60), received -> progress.at("waiting for the job", 0, 1));
            Duration whole = WARM_UP.plus(length);
            Instant end = clock.instant().plus(whole);
            DataShape shape = new DataShape(seed, (long) (perSecond * whole.toMillis() / 1000), perSecond, end, false);
            List<Long> waits;
            long probes;
            try (ClickSender sender = new ClickSender(servers.kafka(), Topics.DEFAULTS.clicks(), Map.of())) {
                Probe probe = new Probe(product, sender, shape, progress);
                waits = probe.run();
                probes = probe.sentAt.size();
            }
            product.awaitReceived(shape.events() + probes, received -> {});
            new RandomQuestions(shape).check(product.reader(), QUESTIONS, progress);
            return FreshReport.Rate.of(perSecond, waits);
        }
    }

    /** Sends what is due, asks, and goes on. */
    private final class Probe {
        private final StatsReader reader;
        private final StatsQuery question;
        private final ClickSender sender;
        private final DataShape shape;
        private final Progress progress;
        private final Instant start = clock.instant();
        private final ClickData data;
        /** When each click of the campaign was sent, by the number of clicks before it. */
        private final List<Long> sentAt = new ArrayList<>();

        private BenchRecord next;
        private long sent;

        Probe(Product product, ClickSender sender, DataShape shape, Progress progress) {
            this.reader = new PostgresStatsReader(product.reader());
            this.sender = sender;
            this.shape = shape;
            this.progress = progress;
            this.data = new ClickData(shape);
            this.next = data.next();
            this.question = StatsQuery.of(
                            ClickData.ACCOUNT,
                            TimeRange.of(start.minusSeconds(60), shape.end().plusSeconds(600), ZoneOffset.UTC))
                    .filter(Filter.include(Field.CAMPAIGN, CAMPAIGN))
                    .metrics(Metric.CLICKS)
                    .build();
        }

        /** Milliseconds until each click after the warm-up was counted. */
        List<Long> run() throws InterruptedException {
            List<Long> waits = new ArrayList<>();
            Instant deadline = shape.end().plus(PATIENCE);
            int counted = 0;
            for (boolean sending = true; sending || counted < sentAt.size(); ) {
                sending = sendDue(clock.millis());
                long clicks = reader.read(question).rows().get(0).clicks();
                long now = clock.millis();
                for (; counted < clicks; counted++) {
                    if (sentAt.get(counted) >= start.plus(WARM_UP).toEpochMilli()) {
                        waits.add(now - sentAt.get(counted));
                    }
                }
                if (clock.instant().isAfter(deadline)) {
                    throw new CommandFailure("only " + counted + " of " + sentAt.size() + " clicks are counted "
                            + PATIENCE.toSeconds() + " s after the last; this machine is too slow for "
                            + perSecond + " events/s");
                }
                progress.at("sending " + (long) perSecond + " events/s", sent, shape.events());
                Thread.sleep(PAUSE.toMillis());
            }
            return waits;
        }

        /** Whether there is more to send later. */
        private boolean sendDue(long now) {
            while (sent < shape.events() && next.arrivedAt() <= now) {
                sender.send(new String(next.key(), StandardCharsets.US_ASCII), next.json());
                sent++;
                if (data.hasNext()) {
                    next = data.next();
                }
            }
            boolean more = sent < shape.events();
            long probesDue = (now - start.toEpochMilli()) / PROBE_INTERVAL.toMillis();
            if (more && sentAt.size() < probesDue) {
                String id = "probe-" + sentAt.size();
                sender.send(id, click(id, now).getBytes(StandardCharsets.US_ASCII));
                sentAt.add(now);
            }
            return more;
        }

        private static String click(String id, long now) {
            return "{\"event_id\":\"" + id + "\",\"timestamp\":" + now + ",\"account_id\":\"" + ClickData.ACCOUNT
                    + "\",\"campaign_id\":\"" + CAMPAIGN + "\",\"link_id\":\"" + CAMPAIGN
                    + "\",\"url\":\"https://shop.example/\",\"subscriber_id\":\"" + id
                    + "\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0\"}";
        }
    }
}
