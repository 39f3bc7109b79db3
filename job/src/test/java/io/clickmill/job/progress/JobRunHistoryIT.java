package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks which checkpoints belong to the tables. */
class JobRunHistoryIT {
    private static final Instant NOON = Instant.parse("2024-05-12T12:00:00Z");

    private static final TestDatabase DATABASE = TestDatabase.create();

    private final Sql sql = new Sql(DATABASE);
    private ProgressStore store;

    @BeforeEach
    void open() throws SQLException {
        sql.run("TRUNCATE rollup, rollup_gap, rollup_progress, scope_span, job_run");
        store = new ProgressStore.Factory(SampleClicks.access(DATABASE)).open();
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void keepsEveryRunAndItsParent() throws SQLException {
        start("a");
        checkpoint("a", 1);
        checkpoint("a", 2);
        restore("b", "a", 1);
        checkpoint("b", 2);
        restore("c", "b", 2);
        assertThat(sql.lines("SELECT run_number, run_id, parent_run, parent_checkpoint, flushed_checkpoint FROM job_run"
                        + " ORDER BY 1"))
                .containsExactly("1|a|~|0|2", "2|b|1|1|2", "3|c|2|2|0");
    }

    @Test
    void continuesFromACheckpointThatCompletedButWasNotPublished() throws SQLException {
        start("a");
        checkpoint("a", 1);
        store.publish(new RunId("a"), 1, NOON.toEpochMilli(), BalanceChange.NONE, NOON);
        checkpoint("a", 2);
        restore("b", "a", 2);
        assertCurrent("b");
    }

    /** Flink does this if a run fails before its first checkpoint. */
    @Test
    void continuesRepeatedlyFromTheSameCheckpoint() throws SQLException {
        start("a");
        checkpoint("a", 7);
        for (String run : new String[] {"b", "c", "d"}) {
            restore(run, "a", 7);
            // The other tasks of the run.
            restore(run, "a", 7);
        }
        checkpoint("d", 9);
        restore("e", "d", 9);
        assertThat(sql.lines("SELECT run_number, parent_run FROM job_run ORDER BY 1"))
                .containsExactly("1|~", "2|1", "3|1", "4|1", "5|4");
    }

    @Test
    void goesBackAlongThePathOfTheNewestRun() throws SQLException {
        start("a");
        checkpoint("a", 5);
        restore("b", "a", 5);
        checkpoint("b", 8);
        restore("c", "b", 8);
        checkpoint("c", 9);
        restore("d", "b", 7);
        restore("e", "a", 5);
        restore("f", "a", 3);
        assertCurrent("f");
    }

    @Test
    void refusesACheckpointOfAnAbandonedBranch() throws SQLException {
        start("a");
        checkpoint("a", 5);
        checkpoint("a", 9);
        restore("b", "a", 5);
        assertRefused("c", "a", 9)
                .hasMessageContaining("checkpoint to start from: 9 of run 1 (expected: one of run 2")
                .hasMessageContaining("of run 1 at most 5")
                .hasMessageContaining("newest checkpoint of run 2")
                .hasMessageContaining("CLICKMILL_REBUILD_WITHOUT_STATE=true");
        assertCurrent("b");
        checkpoint("b", 6);
        restore("d", "a", 4);
        // All checkpoints of b are on another branch now, and so are those that a made after the fork.
        assertRefused("e", "b", 6).hasMessageContaining("checkpoint to start from: 6 of run 2 (expected: one of run 3");
        assertRefused("e", "a", 5).hasMessageContaining("of run 1 at most 4");
        restore("e", "a", 4);
        assertCurrent("e");
    }

    @Test
    void refusesEveryCheckpointFromBeforeAStartWithoutState() throws SQLException {
        start("a");
        checkpoint("a", 5);
        start("b");
        assertRefused("c", "a", 5).hasMessageContaining("checkpoint to start from: 5 of run 1");
        checkpoint("b", 1);
        restore("c", "b", 1);
    }

    @Test
    void refusesADatabaseThatIsOlderThanTheCheckpoint() throws SQLException {
        start("a");
        checkpoint("a", 5);
        assertRefused("b", "a", 6)
                .hasMessageContaining("job_run.flushed_checkpoint: 5 of run 1 (expected: at least 6, ")
                .hasMessageContaining("Bring back the database that belongs to it")
                .hasMessageContaining("CLICKMILL_REBUILD_WITHOUT_STATE=true");
        assertCurrent("a");
        restore("b", "a", 5);
    }

    @Test
    void refusesADatabaseThatDoesNotKnowTheRun() throws SQLException {
        assertRefused("b", "a", 1).hasMessageContaining("job_run: no run a (expected: the run that made checkpoint 1)");
        start("another");
        checkpoint("another", 20);
        assertRefused("b", "a", 1).hasMessageContaining("job_run: no run a");
        assertCurrent("another");
    }

    @Test
    void acceptsStateOfAnEarlierReleaseOnlyIfTheTablesHaveARun() throws SQLException {
        assertRefused("b", null, 3).hasMessageContaining("job_run: empty");
        start("a");
        restore("b", null, 3);
        assertThat(sql.lines("SELECT parent_run, parent_checkpoint FROM job_run WHERE run_id = 'b'"))
                .containsExactly("~|3");
    }

    @Test
    void changesAndLocksNothingWhenItRefuses() throws SQLException {
        start("a");
        checkpoint("a", 1);
        store.publish(new RunId("a"), 1, NOON.toEpochMilli(), BalanceChange.NONE, NOON);
        sql.run("INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals,"
                + " clicks) VALUES ('acme', 'account', 'total', 'day', '', '2024-05-20', false, '{\"\"}', '{64}')");
        assertRefused("b", "a", 2);
        assertThat(sql.lines("SELECT count(*) FROM rollup")).containsExactly("1");
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-12 12:00:00.001+00");
        checkpoint("a", 2);
    }

    /** A task that starts slowly must not take over from the run that replaced its own. */
    @Test
    void keepsEarlierRunsFromBecomingTheNewestAgain() throws SQLException {
        start("a");
        checkpoint("a", 1);
        restore("b", "a", 1);
        restore("c", "a", 1);
        assertThatThrownBy(() -> restore("b", "a", 1)).isInstanceOf(SQLException.class);
        assertCurrent("c");
    }

    private void start(String run) throws SQLException {
        store.startWithoutState(new RunId(run), true);
    }

    private void checkpoint(String run, long id) throws SQLException {
        store.setFlushed(new RunId(run), id);
    }

    private void restore(String run, @Nullable String madeBy, long checkpoint) throws SQLException {
        RunId maker = madeBy == null ? null : new RunId(madeBy);
        long watermark = NOON.toEpochMilli() - 1;
        store.restore(new RunId(run), new RestoredCheckpoint(checkpoint, maker), watermark, watermark, Map.of());
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String run, @Nullable String madeBy, long checkpoint) {
        return assertThatThrownBy(() -> restore(run, madeBy, checkpoint))
                .isInstanceOf(SuppressRestartsException.class)
                .cause();
    }

    private void assertCurrent(String run) throws SQLException {
        assertThat(sql.lines("SELECT run_id FROM job_run ORDER BY run_number DESC LIMIT 1"))
                .containsExactly(run);
    }
}
