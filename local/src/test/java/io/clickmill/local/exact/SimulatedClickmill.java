package io.clickmill.local.exact;

import io.clickmill.api.query.StatsReader;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.api.sql.SealedReader;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.links.ParsedLink;
import io.clickmill.job.ClickTopology;
import io.clickmill.job.ClickmillJob;
import io.clickmill.job.JobConfig;
import io.clickmill.job.OperatorId;
import io.clickmill.job.event.DeserializeClicks;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.RebuiltDays;
import io.clickmill.job.fold.SealDays;
import io.clickmill.job.links.DeserializeLinks;
import io.clickmill.job.time.ArrivalWatermarks;
import io.clickmill.job.topic.MemoryTopic;
import io.clickmill.job.topic.MemoryTopicSource;
import io.clickmill.local.embedded.LocalFlink;
import io.clickmill.local.embedded.RunningJob;
import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/**
 * The real job on a topic in memory, with a real database that is empty at first, in the time of the stream. Only one
 * exists at a time. All share the Flink cluster and the PostgreSQL server, which end with the JVM.
 */
final class SimulatedClickmill implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A partition's watermark is 20 s and a millisecond before its newest arrival. The progress is 20 s less a
     * millisecond before the watermark, as the windows are spread.
     */
    private static final long PROGRESS_DELAY_MILLIS = 40_000;

    private final Shared shared = Shared.INSTANCE;
    private final SimulatedClock clock = new SimulatedClock();
    private final StatsReader reader = new PostgresStatsReader(shared.database.pooled(Schema.READER_ROLE));
    private final MemoryTopic links = new MemoryTopic("links", 1);
    private MemoryTopic topic;
    private RunningJob job;
    private long sent;

    /** The row of {@code rollup_progress}. */
    record Progress(Instant at, long received, long logged, long duplicates, long rejected) {}

    private SimulatedClickmill(int partitions, Instant now) throws Exception {
        clock.set(now.toEpochMilli());
        shared.empty();
        topic = new MemoryTopic("clicks", partitions);
        job = submit(null, shared.config);
    }

    /** Starts with empty tables, at that time. */
    static SimulatedClickmill start(int partitions, Instant now) throws Exception {
        return new SimulatedClickmill(partitions, now);
    }

    private RunningJob submit(@Nullable String checkpoint, JobConfig config) throws IOException {
        Configuration flink = new Configuration(shared.settings);
        if (checkpoint != null) {
            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(LocalFlink.PARALLELISM);
        JobConfig.Counting counting = config.counting();
        DataStream<ParsedRecord> records = environment
                .fromSource(
                        new MemoryTopicSource<>(topic, new DeserializeClicks(counting.rules())),
                        new ArrivalWatermarks(counting.lateness(), clock),
                        OperatorId.READ_CLICKS.displayName())
                .uid(OperatorId.READ_CLICKS.uid());
        DataStream<ParsedLink> noLinks = environment
                .fromSource(
                        new MemoryTopicSource<>(links, new DeserializeLinks()),
                        WatermarkStrategy.noWatermarks(),
                        OperatorId.READ_LINKS.displayName())
                .uid(OperatorId.READ_LINKS.uid());
        ClickTopology.build(records, noLinks, new DiscardingSink<>(), config, clock);
        return shared.flink.submit(environment.getStreamGraph().getJobGraph());
    }

    /** Appends the record to the topic, and sets the clock to its arrival. */
    void send(Sent record) {
        clock.set(Math.max(clock.millis(), record.appendedAt()));
        topic.append(record.partition(), record.appendedAt(), record.value());
        sent++;
    }

    /** Sets the clock, which a quiet partition follows, without sending a record. */
    void setClock(long epochMillis) {
        clock.set(epochMillis);
    }

    /** Moves the time of every partition with a record that the job rejects. */
    void tellTime(long epochMillis) {
        for (int partition = 0; partition < topic.partitions(); partition++) {
            send(new Sent(epochMillis, partition, "tick".getBytes(StandardCharsets.UTF_8), Optional.empty()));
        }
    }

    /** Waits until all sent records are in the balance. */
    Progress awaitLogged() throws Exception {
        return await(Long.MIN_VALUE);
    }

    /**
     * Moves time to an instant in epoch milliseconds, and waits until the progress has reached it, less its usual
     * delay.
     */
    Progress awaitProgress(long time) throws Exception {
        tellTime(time);
        return await(time - PROGRESS_DELAY_MILLIS);
    }

    private Progress await(long least) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long tick = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        Progress progress = progress();
        while (progress == null || progress.received() < sent || progress.at().toEpochMilli() < least) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(sent + " records sent, to come to " + Instant.ofEpochMilli(least)
                        + ", but there is " + progress + "; " + job.failure().orElse("no failure"));
            }
            if (least != Long.MIN_VALUE && System.nanoTime() > tick) {
                // A restored partition has no watermark until it reads something.
                tellTime(least + PROGRESS_DELAY_MILLIS);
                tick = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            }
            Thread.sleep(10);
            progress = progress();
        }
        return progress;
    }

    /** Makes the job fail at the next record of that partition. Flink then restarts it. */
    void failAtNextOf(int partition) {
        topic.failOnceAt(partition, topic.end(partition));
    }

    /** Withholds the records of all partitions until {@link #deliver}. */
    void withhold() {
        for (int partition = 0; partition < topic.partitions(); partition++) {
            topic.withhold(partition);
        }
    }

    void deliver() {
        for (int partition = 0; partition < topic.partitions(); partition++) {
            topic.deliver(partition);
        }
    }

    void awaitFailure() throws InterruptedException {
        awaitTrue("the failure that was asked for", topic::hasFailed);
    }

    private static void awaitTrue(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(what + " does not come within " + PATIENCE);
            }
            Thread.sleep(1);
        }
    }

    FoldedRows fold() throws SQLException {
        return new FoldLateRows(shared.database.writer(), clock).foldOnce();
    }

    /** Seals complete days. */
    void seal() throws SQLException {
        new SealDays(shared.database.writer(), 1).sealOnce(PATIENCE);
    }

    /** Deletes the seals of every second day that has some. */
    void unsealSomeDays() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM seal WHERE extract(day FROM day)::int % 2 = 0");
        }
    }

    StatsReader reader() {
        return reader;
    }

    /** The reader that prefers seals to the log. */
    StatsReader sealedReader() {
        return shared.sealedReader;
    }

    /** The current time in epoch milliseconds. */
    long now() {
        return clock.millis();
    }

    /** The number of sent records, including those that only move the time. */
    long sent() {
        return sent;
    }

    /** The single number that the statement selects. */
    long number(String sql) throws SQLException {
        try (Connection connection =
                        shared.database.pooled(TestDatabase.OWNER_ROLE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Nullable
    Progress progress() throws SQLException {
        try (Connection connection = shared.database.pooled(Schema.READER_ROLE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT progress, received, logged, duplicates, rejected FROM rollup_progress")) {
            if (!row.next()) {
                return null;
            }
            return new Progress(
                    row.getTimestamp(1).toInstant(), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    /** Stops the job and returns its last checkpoint. */
    String stop() throws Exception {
        job.cancel();
        try (Stream<Path> checkpoints = Files.list(shared.checkpoints.resolve(job.id()))) {
            return checkpoints
                    .filter(folder -> Files.exists(folder.resolve("_metadata")))
                    .max(Comparator.comparingInt(SimulatedClickmill::number))
                    .orElseThrow()
                    .toUri()
                    .toString();
        }
    }

    /** Ends the job's input, stops the job, and returns its savepoint. */
    String drain() throws Exception {
        return job.drain(shared.checkpoints);
    }

    private static int number(Path checkpoint) {
        return Integer.parseInt(checkpoint.getFileName().toString().replace("chk-", ""));
    }

    /** Starts the job from a checkpoint. */
    void resume(String checkpoint) throws IOException {
        job = submit(checkpoint, shared.config);
    }

    /** Starts the job without its state. */
    void startAnew() throws IOException {
        job = submit(null, shared.config);
    }

    /** Starts the job without its state and on an empty topic, so that everything is counted again from the log. */
    void startAnewFromTheLog() throws Exception {
        topic.close();
        topic = new MemoryTopic("clicks", topic.partitions());
        sent = 0;
        Map<String, String> settings = new HashMap<>(shared.environment);
        settings.put("CLICKMILL_REBUILD_WITHOUT_STATE", "true");
        job = submit(null, JobConfig.parse(settings));
    }

    /** Waits until the job has ended, and returns the reason. */
    String awaitEnd() throws InterruptedException {
        awaitTrue("the end of the job", job::hasEnded);
        return job.failure().orElseThrow();
    }

    RebuiltDays rebuild() throws SQLException {
        return new RebuildDays(shared.database.writer(), clock).rebuildMarked((done, days) -> {});
    }

    /** Waits until the statement selects that number. */
    void awaitNumber(long expected, String sql) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (number(sql) != expected) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(sql + ": " + number(sql) + " (expected: " + expected + ")");
            }
            Thread.sleep(10);
        }
    }

    /** A connection as the owner of the database. */
    Connection connect() throws SQLException {
        return shared.database.owner().getConnection();
    }

    @Override
    public void close() throws Exception {
        job.cancel();
        topic.close();
        links.close();
    }

    /** The servers, which are shared because they take seconds to start. */
    private static final class Shared {
        static final Shared INSTANCE = new Shared();

        final TestDatabase database = TestDatabase.create();
        final Path checkpoints;
        final Map<String, String> environment;
        final JobConfig config;
        final Configuration settings;
        final LocalFlink flink;
        final SealedReader sealedReader;

        private Shared() {
            try {
                Path scratch = Files.createTempDirectory("clickmill-exact");
                checkpoints = scratch.resolve("checkpoints");
                environment = Map.of(
                        "CLICKMILL_POSTGRES_URL", database.url("clickmill_writer"),
                        "CLICKMILL_VISITOR_KEY", "0123456789abcdef",
                        "CLICKMILL_CHECKPOINT_INTERVAL", "100ms",
                        "CLICKMILL_CHECKPOINT_DIR", checkpoints.toUri().toString(),
                        // Small limits make batches and bundles end in the middle of a stream.
                        "CLICKMILL_LOG_BATCH_ROWS", "700",
                        "CLICKMILL_BUNDLE_EVENTS", "300");
                config = JobConfig.parse(environment);
                settings = ClickmillJob.configuration(config);
                settings.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(5));
                settings.set(
                        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                        Duration.ofMillis(10));
                flink = LocalFlink.start(settings, OptionalInt.empty(), new DataFolder(scratch));
                sealedReader = new SealedReader(database.pooled(Schema.READER_ROLE), scratch.resolve("seals"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Empties all tables. Drops the partitions too, as they are created on demand. */
        void empty() throws SQLException {
            try (Connection connection = database.owner().getConnection();
                    Statement statement = connection.createStatement()) {
                List<String> partitions = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery("""
                        SELECT inhrelid::regclass
                          FROM pg_inherits
                         WHERE inhparent IN ('click_event'::regclass, 'rollup_minute'::regclass)
                           AND inhrelid <> 'rollup_minute_other'::regclass
                        """)) {
                    while (rows.next()) {
                        partitions.add(rows.getString(1));
                    }
                }
                if (!partitions.isEmpty()) {
                    statement.execute("DROP TABLE " + String.join(", ", partitions));
                }
                statement.execute(
                        "TRUNCATE rollup, rollup_progress, rollup_gap, job_run, scope_span, account, link, seal");
            }
        }
    }
}
