package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.event.RecordType;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.rollup.RollupSink;
import io.clickmill.job.rollup.RollupTable;
import io.clickmill.job.time.WindowSpread;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/**
 * A program for {@link HotMinuteIT}. In one minute, {@link #VALUES} cities of an account have {@link #VISITORS} visitors
 * each, who click once. These do not fit into the share of a tally. A campaign has {@link #CAMPAIGN_VALUES} cities and as
 * many urls, with {@link #CAMPAIGN_VISITORS} each. One of these dimensions fits.
 */
final class HotMinute {
    static final int VALUES = 10_000;
    static final int VISITORS = 5_000;
    static final int CAMPAIGN_VALUES = 6_000;

    /** Enough for sketches of the full size. */
    static final int CAMPAIGN_VISITORS = 1_600;

    private static final long MINUTE = 1_714_564_800_000L;
    private static final RollupKey ACCOUNT = new RollupKey("acme", Scope.ACCOUNT, "");
    private static final RollupKey CAMPAIGN = new RollupKey("acme", Scope.CAMPAIGN, "spring");

    /** The number of visitors of each city, or url, in a partial count. */
    private static final int PART_VISITORS = 200;

    private static final int PARTS = (VISITORS + CAMPAIGN_VISITORS) / PART_VISITORS;

    private HotMinute() {}

    /** Takes the URL of the database as its owner, and that as the writer. */
    public static void main(String[] args) throws Exception {
        PostgresAccess postgres = new PostgresAccess(args[1], Schema.WRITER_ROLE, null);
        count(args[0], postgres);
        fold(postgres);
    }

    /** Counts the minute, its hour and its day in the job's windows, and writes them with the job's sink. */
    private static void count(String ownerUrl, PostgresAccess postgres) throws Exception {
        Configuration settings = new Configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment
                .fromSequence(0, PARTS - 1)
                .flatMap(new Parts(new PostgresAccess(ownerUrl, "postgres", null)))
                .returns(RecordType.ofRecord(PartialCount.class))
                .keyBy(PartialCount::key)
                .transform("windows", TypeInformation.of(RollupRow.class), new CountWindows(WindowSpread.STANDARD))
                .sinkTo(new RollupSink(postgres));
        environment.execute();
    }

    /** Adds a late click of a new visitor in the first city to the account's day. */
    private static void fold(PostgresAccess postgres) throws SQLException {
        Tally late = new Tally(Scope.ACCOUNT);
        UniqueSketch visitors = new UniqueSketch();
        visitors.add(visitor(VALUES, 0));
        for (Dimension dimension : Dimension.of(Scope.ACCOUNT)) {
            addClicks(late, dimension, dimension == Dimension.CITY ? value(0) : "", 1, visitors);
        }
        late.events = 1;
        try (Connection connection = postgres.connect()) {
            connection.setAutoCommit(false);
            RollupTable rollups = new RollupTable(connection, ACCOUNT.accountId());
            rollups.forEachExisting(List.of(Bucket.of(ACCOUNT, Granularity.DAY, MINUTE)), (bucket, tally) -> {
                tally.merge(late);
                rollups.upsert(bucket, tally);
            });
            rollups.flush();
            connection.commit();
        }
    }

    /** Makes the partial counts of the account, and then those of the campaign. */
    private static final class Parts extends RichFlatMapFunction<Long, PartialCount> {
        private static final long serialVersionUID = 1;

        private final PostgresAccess owner;

        Parts(PostgresAccess owner) {
            this.owner = owner;
        }

        /** Makes the run of this task the one that may write. */
        @Override
        public void open(OpenContext context) throws Exception {
            RunId run = RunId.of(getRuntimeContext().getMetricGroup().getAllVariables());
            try (Connection connection = owner.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO job_run (run_id, run_number, parent_checkpoint) VALUES ('" + run.value()
                        + "', 1, 0)");
            }
        }

        @Override
        public void flatMap(Long part, Collector<PartialCount> out) {
            int first = part.intValue() * PART_VISITORS;
            out.collect(
                    first < VISITORS
                            ? part(ACCOUNT, first, Set.of(Dimension.CITY))
                            : part(CAMPAIGN, first, Set.of(Dimension.CITY, Dimension.URL)));
        }

        /** The clicks of some visitors of each value of the hot dimensions. Other dimensions have one value. */
        private static PartialCount part(RollupKey key, int first, Set<Dimension> hot) {
            Tally tally = new Tally(key.scope(), Long.MAX_VALUE);
            UniqueSketch all = new UniqueSketch();
            int values = key.equals(ACCOUNT) ? VALUES : CAMPAIGN_VALUES;
            for (int value = 0; value < values; value++) {
                UniqueSketch some = new UniqueSketch();
                for (int i = first; i < first + PART_VISITORS; i++) {
                    some.add(visitor(value, i));
                }
                for (Dimension dimension : hot) {
                    addClicks(tally, dimension, value(value), PART_VISITORS, some);
                }
                all.union(some);
            }
            tally.events = (long) values * PART_VISITORS;
            for (Dimension dimension : Dimension.of(key.scope())) {
                if (!hot.contains(dimension)) {
                    addClicks(tally, dimension, "", tally.events, all);
                }
            }
            return new PartialCount(key, MINUTE, PackedTally.of(tally).bytes());
        }
    }

    private static void addClicks(Tally tally, Dimension dimension, String value, long clicks, UniqueSketch visitors) {
        Groups groups = tally.group()[Dimension.of(tally.scope()).indexOf(dimension)];
        Counts counts = Objects.requireNonNull(groups.counts(value));
        counts.add(Measure.CLICKS, clicks);
        if (counts.visitors() != null) {
            counts.visitors().union(visitors);
        }
    }

    private static String value(int number) {
        return "https://example.test/" + number;
    }

    /** A hash like those of visitors (splitmix64, Steele et al. 2014). */
    private static long visitor(int value, int number) {
        long hash = ((long) value * 2 * VISITORS + number + 1) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}
