package io.clickmill.bench.viewers;

import io.clickmill.api.ApiConfig;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.KeyScopes;
import io.clickmill.api.auth.Plan;
import io.clickmill.bench.Progress;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.bench.servers.CpuClock;
import io.clickmill.bench.servers.CpuClock.Reading;
import io.clickmill.bench.servers.Feed;
import io.clickmill.bench.servers.Product;
import io.clickmill.contract.Topics;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.run.DataFolder;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Measures the processor time that people cost who look at one account while clicks arrive. First nobody looks, so that
 * what PostgreSQL does for the job is known.
 */
public final class ViewersRun {
    private static final int WARM_UP_VIEWERS = 10;

    private final double perSecond;
    private final List<Integer> counts;
    private final Duration warmUp;
    private final Duration length;
    private final long seed;
    private final Clock clock;

    /**
     * @param perSecond how many clicks arrive in a second
     * @param counts how many people look, one after another
     * @param warmUp how long ten people look before that
     * @param length how long each is measured
     */
    public ViewersRun(
            double perSecond, List<Integer> counts, Duration warmUp, Duration length, long seed, Clock clock) {
        this.perSecond = perSecond;
        this.counts = List.copyOf(counts);
        this.warmUp = warmUp;
        this.length = length;
        this.seed = seed;
        this.clock = clock;
    }

    public ViewersReport measure(DataFolder folder, Progress progress) throws Exception {
        // It begins a minute before the clock, so that the day has clicks at once.
        Duration all = warmUp.plus(length.plusSeconds(10).multipliedBy(counts.size() + 2L))
                .plusMinutes(5);
        DataShape shape = new DataShape(
                seed,
                (long) (perSecond * all.toSeconds()),
                perSecond,
                clock.instant().plus(all),
                false);
        try (BenchServers servers = BenchServers.startEmpty(folder);
                Database database = servers.newDatabase();
                Product product = Product.start(servers, database);
                ClickSender sender = new ClickSender(servers.kafka(), Topics.DEFAULTS.clicks(), Map.of());
                ClickStatsApi api = ClickStatsApi.start(config(database, folder), clock)) {
            product.awaitComplete(
                    clock.instant().minusSeconds(60), received -> progress.at("waiting for the job", 0, 1));
            try (Feed feed = new Feed(shape, sender, clock, record -> {})) {
                Crowd crowd = new Crowd("http://127.0.0.1:" + api.port(), key(database), range());
                progress.at("warming up", 0, 1);
                crowd.look(WARM_UP_VIEWERS, warmUp);
                CpuClock cpu = new CpuClock(database.data());
                ViewersReport.Load nobody = measure(cpu, crowd, 0, progress);
                List<ViewersReport.Viewers> measured = new ArrayList<>();
                for (int count : counts) {
                    measured.add(ViewersReport.Viewers.of(count, measure(cpu, crowd, count, progress), nobody));
                }
                product.requireHealthy();
                return new ViewersReport(Math.round(perSecond), measured);
            }
        }
    }

    private ViewersReport.Load measure(CpuClock cpu, Crowd crowd, int viewers, Progress progress) throws Exception {
        progress.at(viewers + " viewers", 0, 1);
        Reading before = cpu.read();
        long begin = System.nanoTime();
        List<Long> millis = crowd.look(viewers, length);
        return ViewersReport.Load.between(before, cpu.read(), Duration.ofNanos(System.nanoTime() - begin), millis);
    }

    /** The calendar day, and the one before if it has just begun. */
    private String range() {
        LocalDate today = LocalDate.ofInstant(clock.instant().minusSeconds(3600), ZoneOffset.UTC);
        return "\"from\":\"" + today + "\"";
    }

    private static ApiConfig config(Database database, DataFolder folder) {
        return ApiConfig.parse(Map.of(
                "CLICKMILL_POSTGRES_URL",
                database.server().url(),
                "CLICKMILL_POSTGRES_READER_PASSWORD",
                database.password(),
                "CLICKMILL_API_PORT",
                "0",
                "CLICKMILL_API_CONNECTIONS_PER_ADDRESS",
                "10000",
                "CLICKMILL_API_SEAL_DIR",
                folder.seals().toString()));
    }

    private String key(Database database) throws SQLException {
        return new CreateApiKey(List.of(ClickData.ACCOUNT), List.of(KeyScopes.STATS_READ), Plan.ENTERPRISE, null, 0)
                .run(database.server().as(LocalPostgres.OWNER_ROLE), clock.instant());
    }

    /** People who look at the same page. */
    private record Crowd(String url, String key, String range) {
        /** Has them look, and returns how many milliseconds each answer took. */
        List<Long> look(int viewers, Duration length) throws Exception {
            long end = System.nanoTime() + length.toNanos();
            if (viewers == 0) {
                Thread.sleep(length.toMillis());
                return List.of();
            }
            ExecutorService threads = Executors.newFixedThreadPool(viewers);
            try {
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                List<Future<List<Long>>> all = IntStream.range(0, viewers)
                        .mapToObj(i -> threads.submit(() -> new Viewer(client, url, key, range).lookUntil(end)))
                        .toList();
                List<Long> millis = new ArrayList<>();
                for (Future<List<Long>> one : all) {
                    millis.addAll(one.get());
                }
                return millis;
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
