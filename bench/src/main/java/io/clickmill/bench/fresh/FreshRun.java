package io.clickmill.bench.fresh;

import io.clickmill.bench.Progress;
import io.clickmill.bench.check.RandomQuestions;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.bench.servers.Product;
import io.clickmill.contract.Topics;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.run.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes from the send of a click to Kafka until an answer counts it, while other clicks arrive at
 * a rate. Fifty clicks of a campaign of its own are sent every second, and the API's reader is asked for the clicks of
 * this campaign all the time. The k-th click of them is counted when an answer is at least k.
 */
public final class FreshRun {
    private static final int QUESTIONS = 100;

    private final double perSecond;
    private final Duration warmUp;
    private final Duration length;
    private final long seed;
    private final Clock clock;

    /**
     * @param perSecond how many other clicks arrive in a second
     * @param warmUp how long they arrive before that, as Java is slow until it has compiled what it runs
     * @param length how long they arrive while it is measured
     */
    public FreshRun(double perSecond, Duration warmUp, Duration length, long seed, Clock clock) {
        this.perSecond = perSecond;
        this.warmUp = warmUp;
        this.length = length;
        this.seed = seed;
        this.clock = clock;
    }

    public FreshReport.Rate measure(DataFolder folder, Progress progress) throws Exception {
        try (BenchServers servers = BenchServers.startEmpty(folder);
                Database database = servers.newDatabase();
                Product product = Product.start(servers, database);
                ClickSender sender = new ClickSender(servers.kafka(), Topics.DEFAULTS.clicks(), Map.of())) {
            product.awaitComplete(
                    clock.instant().minusSeconds(60), received -> progress.at("waiting for the job", 0, 1));
            Probe before = new Probe("warm-up", shape(seed + 1, warmUp), sender, product.reader(), clock);
            before.run(progress);
            Probe probe = new Probe("probe", shape(seed, length), sender, product.reader(), clock);
            List<Long> waits = probe.run(progress);
            product.awaitReceived(before.sent() + probe.sent(), received -> {});
            new RandomQuestions(probe.shape()).check(product.reader(), QUESTIONS, progress);
            return FreshReport.Rate.of(perSecond, waits);
        }
    }

    private DataShape shape(long seed, Duration length) {
        long events = (long) (perSecond * length.toMillis() / 1000);
        return new DataShape(seed, events, perSecond, clock.instant().plus(length), false);
    }
}
