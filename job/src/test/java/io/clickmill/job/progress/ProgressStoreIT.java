package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressStoreIT {
    private static final Instant NOW = Instant.parse("2024-05-12T06:00:30Z");

    private static final Duration LOCK_WAIT = Duration.ofMillis(200);
    private static final RunId RUN = new RunId("run");

    private static final RestoredCheckpoint CHECKPOINT = new RestoredCheckpoint(1, null);

    private static final TestDatabase DATABASE = TestDatabase.create();

    private final Sql sql = new Sql(DATABASE.owner());
    private ProgressStore store;
    private int runs;

    @BeforeEach
    void open() throws SQLException {
        sql.run("TRUNCATE rollup, rollup_gap, rollup_progress, scope_span");
        Runs.admit(sql, new RunId("before"));
        store = new ProgressStore.Factory(SampleClicks.access(DATABASE)).open();
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void publishesTheFirstInstantThatIsNotComplete() throws SQLException {
        Runs.admit(sql, RUN);
        store.publish(
                RUN, 7, millis("2024-05-12T06:00:00Z") - 1, new BalanceChange(10, 6, 3, 1, Map.of("too_old", 1L)), NOW);
        assertThat(sql.lines("SELECT * FROM rollup_progress"))
                .containsExactly("t|2024-05-12 06:00:00+00|7|10|6|3|1|2024-05-12 06:00:30+00|{\"too_old\": 1}");
        store.publish(
                RUN,
                8,
                millis("2024-05-12T06:00:10.123Z"),
                new BalanceChange(11, 7, 3, 1, Map.of("too_old", 1L)),
                NOW.plusSeconds(9));
        assertThat(sql.lines("SELECT * FROM rollup_progress"))
                .containsExactly("t|2024-05-12 06:00:10.124+00|8|11|7|3|1|2024-05-12 06:00:39+00|{\"too_old\": 1}");
    }

    @Test
    void publishesTheEpochBeforeTheFirstWatermark() throws SQLException {
        Runs.admit(sql, RUN);
        store.publish(RUN, 1, Long.MIN_VALUE, BalanceChange.NONE, NOW);
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("1970-01-01 00:00:00+00");
    }

    @Test
    void letsAJobWithoutStateStartOnlyWhereThereIsNoProgress() throws SQLException {
        store.startWithoutState(new RunId("first"), false);
        publish("2024-05-12T06:00:00Z");
        assertThatThrownBy(() -> store.startWithoutState(new RunId("second"), false))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("2024-05-12T06:00Z")
                .hasMessageContaining("savepoint")
                .hasMessageContaining("CLICKMILL_REBUILD_WITHOUT_STATE");
        assertThat(sql.lines("SELECT run_id FROM job_run")).containsExactly("run");
        // It holds no lock afterwards.
        sql.run("UPDATE rollup_progress SET received = 1");
    }

    @Test
    void marksEveryDayWithEventsWhereAJobWithoutStateIsToRebuild() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        rollup("day", "2024-05-09T00:00:00Z");
        sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-10', '2024-05-12'),"
                + " ('acme', 'campaign', 'c', '2024-05-10', '2024-05-12'),"
                + " ('other', 'account', '', '2024-05-12', '2024-05-13')");
        store.startWithoutState(new RunId("second"), true);
        assertThat(progress()).isEqualTo("1970-01-01 00:00:00+00");
        assertThat(rollups()).isEmpty();
        // The running day too: Kafka may no longer have all of it.
        List<String> marked = List.of(
                "acme|2024-05-10", "acme|2024-05-11", "acme|2024-05-12", "other|2024-05-12", "other|2024-05-13");
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
        // Its other tasks, and a restart before its first checkpoint.
        store.startWithoutState(new RunId("second"), true);
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
        store.startWithoutState(new RunId("third"), true);
        assertThat(sql.lines("SELECT DISTINCT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .isEqualTo(marked);
    }

    @Test
    void takesLinksFromTheStartOfTheirTopicOnlyWhereTheJobHasNoState() throws SQLException {
        sql.run("TRUNCATE link");
        sql.run("INSERT INTO link VALUES ('acme', 'l1', '', '', '', '', '{}', now(), now(), 1, 5)");
        restore("2024-05-01T12:00:00Z");
        assertThat(sql.lines("SELECT kafka_partition, kafka_offset FROM link")).containsExactly("1|5");
        store.startWithoutState(new RunId("without state"), true);
        assertThat(sql.lines("SELECT kafka_partition, kafka_offset FROM link")).containsExactly("~|~");
    }

    @Test
    void restoresOnceForAllTasksOfARun() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        RunId run = new RunId("second");
        store.restore(run, CHECKPOINT, millis("2024-05-12T06:00:00Z") - 1, Map.of());
        rollup("minute", "2024-05-12T06:00:00Z");
        store.restore(run, CHECKPOINT, millis("2024-05-12T06:00:00Z") - 1, Map.of());
        assertThat(rollups()).hasSize(1);
        restore("2024-05-12T06:00:00Z");
        assertThat(rollups()).isEmpty();
    }

    @Test
    void waitsForTransactionsOfTheRunThatItReplaces() throws Exception {
        publish("2024-05-12T06:00:00Z");
        ExecutorService successor = Executors.newSingleThreadExecutor();
        try (Connection writer = DATABASE.writer().getConnection()) {
            writer.setAutoCommit(false);
            RunFence.require(writer, RUN);
            Future<?> restored = successor.submit(() -> {
                restore("2024-05-12T06:00:00Z");
                return null;
            });
            assertThatThrownBy(() -> restored.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            try (Statement statement = writer.createStatement()) {
                statement.execute(insertRollup("minute", "2024-05-12T06:00:00Z"));
            }
            writer.commit();
            restored.get(20, TimeUnit.SECONDS);
            // What it had begun is put back, and it begins nothing more.
            assertThat(rollups()).isEmpty();
            assertThatThrownBy(() -> RunFence.require(writer, RUN))
                    .hasMessageContaining("(expected: run); another run of the job has taken over");
        } finally {
            successor.shutdown();
        }
    }

    @Test
    void cutsOffARunThatIsFrozenInATransaction() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        try (Connection frozen = DATABASE.writer().getConnection()) {
            frozen.setAutoCommit(false);
            RunFence.require(frozen, RUN);
            restore("2024-05-12T06:00:00Z");
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void waitsForNothingThatItsOwnRunHasBegun() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        try (Connection writer = DATABASE.writer().getConnection()) {
            writer.setAutoCommit(false);
            RunFence.require(writer, RUN);
            store.startWithoutState(RUN, false);
            writer.commit();
        }
    }

    /** The run before has counted them on time since the checkpoint; this one may refuse them. */
    @Test
    void setsLateWhatComesAgain() throws SQLException {
        publish("2024-05-12T06:00:30Z");
        sql.run("TRUNCATE click_event");
        sql.run("SELECT ensure_click_event_partition('2024-05-01')");
        sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-12', '2024-05-12')");
        event("read", "2024-05-12T06:00:10Z", 0, 7, false);
        event("behind", "2024-05-12T06:00:11Z", 0, 8, false);
        event("another partition", "2024-05-12T06:00:12Z", 1, 3, false);
        event("bot", "2024-05-12T06:00:13Z", 1, 4, true);
        event("complete", "2024-05-12T05:59:59.999Z", 1, 5, false);
        store.restore(new RunId("known"), CHECKPOINT, millis("2024-05-12T06:00:30Z") - 1, Map.of(0, 7L, 2, 9L));
        assertThat(sql.lines("SELECT event_id FROM click_event WHERE late ORDER BY 1"))
                .containsExactly("another partition", "behind");
    }

    @Test
    void leavesADayThatItMarksAsItIs() throws SQLException {
        publish("2024-05-13T06:00:30Z");
        sql.run("TRUNCATE click_event");
        sql.run("SELECT ensure_click_event_partition('2024-05-01')");
        sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2024-05-12', '2024-05-13')");
        event("marked", "2024-05-12T23:00:00Z", 0, 8, false);
        event("today", "2024-05-13T01:00:00Z", 0, 9, false);
        store.restore(new RunId("older"), CHECKPOINT, millis("2024-05-12T22:00:00Z") - 1, Map.of(0, 7L));
        assertThat(gaps()).containsExactly("2024-05-12");
        assertThat(sql.lines("SELECT event_id FROM click_event WHERE late")).containsExactly("today");
    }

    private void event(String id, String occurredAt, int partition, long offset, boolean bot) throws SQLException {
        String columns = String.join(
                ", ",
                sql.lines("SELECT column_name FROM information_schema.columns WHERE table_name = 'click_event'"
                        + " AND data_type = 'text' AND column_name NOT IN ('account_id', 'event_id')"));
        String texts = "''" + ", ''".repeat(columns.split(",").length - 1);
        sql.run(
                "INSERT INTO click_event (account_id, event_id, occurred_at, appended_at, kafka_partition, kafka_offset,"
                        + " late, bot, bot_reasons, visitor, tag_ids, params, " + columns + ") VALUES ('acme', '" + id
                        + "', '"
                        + occurredAt + "', '" + occurredAt + "', " + partition + ", " + offset + ", false, " + bot
                        + ", '{}', 1, '{}', '{}', " + texts + ")");
    }

    @Test
    void cutsOffAFoldThatTakesLong() throws Exception {
        publish("2024-05-12T06:00:00Z");
        try (Connection fold = DATABASE.writer().getConnection();
                Statement statement = fold.createStatement()) {
            FoldLock.hold(fold);
            fold.setAutoCommit(false);
            statement.execute(insertRollup("day", "2024-05-01T00:00:00Z"));
            restore("2024-05-12T06:00:00Z");
            assertThatThrownBy(fold::commit).isInstanceOf(SQLException.class);
        }
        assertThat(rollups()).isEmpty();
    }

    @Test
    void refusesASchemaThatItDoesNotKnow() {
        ProgressStore.Factory factory = new ProgressStore.Factory(SampleClicks.access(TestDatabase.createEmpty()));
        assertThatThrownBy(factory::open)
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasMessageContaining("database schema: version none");
    }

    @Test
    void restoresToTheProgressThatIsThereAndDeletesRowsAbove() throws SQLException {
        publish("2024-05-12T06:00:30Z");
        rollup("minute", "2024-05-12T05:59:00Z");
        rollup("minute", "2024-05-12T06:00:00Z");
        rollup("minute", "2024-05-12T06:01:00Z");
        rollup("hour", "2024-05-12T05:00:00Z");
        rollup("hour", "2024-05-12T06:00:00Z");
        rollup("day", "2024-05-11T00:00:00Z");
        rollup("day", "2024-05-12T00:00:00Z");
        restore("2024-05-12T06:00:30Z");
        assertThat(rollups())
                .containsExactly(
                        "day|2024-05-11 00:00:00+00", "hour|2024-05-12 05:00:00+00", "minute|2024-05-12 05:59:00+00");
        assertThat(progress()).isEqualTo("2024-05-12 06:00:30+00");
        assertThat(gaps()).isEmpty();
    }

    @Test
    void keepsABucketThatEndsAtTheProgress() throws SQLException {
        publish("2024-05-12T00:00:00Z");
        rollup("minute", "2024-05-11T23:59:00Z");
        rollup("hour", "2024-05-11T23:00:00Z");
        rollup("day", "2024-05-11T00:00:00Z");
        restore("2024-05-12T00:00:00Z");
        assertThat(rollups()).hasSize(3);
        restore("2024-05-11T23:59:59.999Z");
        assertThat(rollups()).isEmpty();
    }

    @Test
    void restoresToAHigherProgressWithoutAGap() throws SQLException {
        // The checkpoint completed, and the job failed before it was published.
        publish("2024-05-11T23:00:00Z");
        rollup("minute", "2024-05-12T00:01:00Z");
        restore("2024-05-12T00:02:00Z");
        assertThat(progress()).isEqualTo("2024-05-12 00:02:00+00");
        assertThat(rollups()).hasSize(1);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void marksDaysThatWereCompleteAsGapsWhereTheCheckpointIsOlder() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        span("acme", "2024-05-01", "2024-05-12");
        rollup("hour", "2024-05-10T11:00:00Z");
        rollup("hour", "2024-05-10T12:00:00Z");
        rollup("day", "2024-05-10T00:00:00Z");
        rollup("day", "2024-05-09T00:00:00Z");
        restore("2024-05-10T12:30:00Z");
        assertThat(progress()).isEqualTo("2024-05-10 12:30:00+00");
        assertThat(rollups()).containsExactly("day|2024-05-09 00:00:00+00", "hour|2024-05-10 11:00:00+00");
        // 12 May was not complete: nothing of it can have been folded, so its windows will write what is right.
        assertThat(gaps()).containsExactly("2024-05-10", "2024-05-11");
        restore("2024-05-10T12:30:00Z");
        assertThat(gaps()).containsExactly("2024-05-10", "2024-05-11");
    }

    @Test
    void marksForEachAccountOnlyDaysOnWhichItMayHaveEvents() throws SQLException {
        publish("2024-05-13T06:00:00Z");
        span("acme", "2024-05-01", "2024-05-11");
        span("globex", "2024-05-12", "2024-05-20");
        span("initech", "2015-01-01", "2024-05-09");
        restore("2024-05-10T12:30:00Z");
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .containsExactly("acme|2024-05-10", "acme|2024-05-11", "globex|2024-05-12");
    }

    @Test
    void marksNoGapWithinADayThatWasNotComplete() throws SQLException {
        publish("2024-05-12T06:00:00Z");
        span("acme", "2024-05-01", "2024-05-12");
        restore("2024-05-12T05:00:00Z");
        assertThat(gaps()).isEmpty();
        assertThat(progress()).isEqualTo("2024-05-12 05:00:00+00");
    }

    @Test
    void marksADayThatWasCompleteToTheMillisecond() throws SQLException {
        publish("2024-05-12T00:00:00Z");
        span("acme", "2024-05-01", "2024-05-12");
        restore("2024-05-11T23:59:59.999Z");
        assertThat(gaps()).containsExactly("2024-05-11");
    }

    @Test
    void deletesWhatIsThereWhereNothingWasEverPublished() throws SQLException {
        rollup("minute", "2024-05-12T06:00:00Z");
        store.startWithoutState(RUN, false);
        assertThat(rollups()).isEmpty();
        assertThat(sql.lines("SELECT * FROM rollup_progress")).isEmpty();
    }

    @Test
    void makesPartitionsOfMinutesAheadAndDropsThemAfterAWeek() throws SQLException {
        rollup("minute", "2024-05-01T00:00:00Z");
        store.partitions().maintain(LocalDate.parse("2024-05-05"), LOCK_WAIT);
        assertThat(sql.lines("SELECT to_regclass('click_event_2024_05') IS NOT NULL,"
                        + " to_regclass('click_event_2024_06') IS NOT NULL"))
                .containsExactly("t|t");
        rollup("minute", "2024-05-05T10:00:00Z");
        rollup("minute", "2024-05-08T00:00:00Z");
        store.partitions().maintain(LocalDate.parse("2024-05-12"), LOCK_WAIT);
        assertThat(partitions())
                .containsExactly(
                        "rollup_minute_2024_05_05",
                        "rollup_minute_2024_05_06",
                        "rollup_minute_2024_05_07",
                        "rollup_minute_2024_05_12",
                        "rollup_minute_2024_05_13",
                        "rollup_minute_2024_05_14",
                        "rollup_minute_other");
        assertThat(rollups()).containsExactly("minute|2024-05-05 10:00:00+00", "minute|2024-05-08 00:00:00+00");
        store.partitions().maintain(LocalDate.parse("2024-05-13"), LOCK_WAIT);
        assertThat(partitions()).doesNotContain("rollup_minute_2024_05_05").contains("rollup_minute_2024_05_06");
        assertThat(rollups()).containsExactly("minute|2024-05-08 00:00:00+00");
    }

    @Test
    void givesUpOnPartitionsThatAReaderHolds() throws SQLException {
        TestDatabase another = TestDatabase.create();
        LocalDate day = LocalDate.parse("2024-05-20");
        try (ProgressStore its = new ProgressStore.Factory(SampleClicks.access(another)).open();
                Connection reader = another.reader().getConnection();
                Statement statement = reader.createStatement()) {
            assertThat(its.partitions().maintain(day, LOCK_WAIT)).isTrue();
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM rollup_value");
            assertThat(its.partitions().maintain(day.plusDays(30), LOCK_WAIT)).isFalse();
            reader.rollback();
            assertThat(its.partitions().maintain(day.plusDays(30), LOCK_WAIT)).isTrue();
        }
        assertThat(new Sql(another.owner()).lines("SELECT to_regclass('rollup_minute_2024_05_20') IS NULL"))
                .containsExactly("t");
    }

    private void publish(String progress) throws SQLException {
        Runs.admit(sql, RUN);
        store.publish(RUN, 1, millis(progress) - 1, BalanceChange.NONE, NOW);
    }

    /** Of a new run. */
    private void restore(String progress) throws SQLException {
        store.restore(new RunId("run " + ++runs), CHECKPOINT, millis(progress) - 1, Map.of());
    }

    private void rollup(String granularity, String bucketStart) throws SQLException {
        sql.run(insertRollup(granularity, bucketStart));
    }

    private static String insertRollup(String granularity, String bucketStart) {
        return "INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals,"
                + " clicks) VALUES ('acme', 'account', 'total', '" + granularity + "', '', '" + bucketStart
                + "', false, '{\"\"}', '{64}')";
    }

    private List<String> rollups() throws SQLException {
        return sql.lines("SELECT granularity, bucket_start FROM rollup ORDER BY 1, 2");
    }

    private void span(String account, String firstDay, String lastDay) throws SQLException {
        sql.run("INSERT INTO scope_span VALUES ('" + account + "', 'account', '', '" + firstDay + "', '" + lastDay
                + "')");
    }

    private List<String> gaps() throws SQLException {
        return sql.lines("SELECT day FROM rollup_gap WHERE account_id = 'acme' ORDER BY 1");
    }

    private String progress() throws SQLException {
        return sql.lines("SELECT progress FROM rollup_progress").get(0);
    }

    private List<String> partitions() throws SQLException {
        return sql.lines("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'rollup_minute'::regclass"
                + " ORDER BY inhrelid::regclass::text");
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
