package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import io.clickmill.job.progress.ProgressStore;
import io.clickmill.job.progress.RestoredCheckpoint;
import io.clickmill.job.progress.RunId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs folds, rebuilds, restarts of the job and readers at the same time. */
class InterleavingsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String DAY = "2024-05-17";

    private final SampleLog log = new SampleLog(DATABASE);
    private final Sql sql = log.sql;

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
    }

    @Test
    void givesEveryReaderTheSameAnswer() throws Exception {
        log.busyDay("acme", DAY, 300, 700);
        log.insertRollups();
        CompletableFuture<Void> writers = CompletableFuture.runAsync(() -> {
            try {
                new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK, 100).foldOnce();
                for (int i = 0; i < 3; i++) {
                    RebuildDays rebuild = new RebuildDays(DATABASE.writer(), SampleLog.CLOCK);
                    rebuild.markAll();
                    rebuild.rebuildMarked((done, days) -> {});
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        Set<String> answers = new HashSet<>();
        while (!writers.isDone()) {
            answers.addAll(sql.lines(SampleLog.ANSWER));
        }
        writers.get();
        answers.addAll(sql.lines(SampleLog.ANSWER));
        assertThat(answers).containsExactly("1000");
        log.assertRollupsCountTheLog();
    }

    @Test
    void makesARestartOfTheJobWaitForAFold() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        log.insertRollups();
        new FoldLateRows(restoringAtCommit(), SampleLog.CLOCK).foldOnce();
        assertRestored();
    }

    @Test
    void makesARestartOfTheJobWaitForARebuild() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        log.insertRollups();
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).markAll();
        new RebuildDays(restoringAtCommit(), SampleLog.CLOCK).rebuildMarked((done, days) -> {});
        assertRestored();
    }

    private CompletableFuture<Void> restart;

    /** Connections that start the job from a checkpoint of noon at their first commit. */
    private DataSource restoringAtCommit() {
        return WatchedConnections.atCall(DATABASE.writer(), "commit", 1, call -> {
            restart = CompletableFuture.runAsync(() -> {
                try (ProgressStore store = new ProgressStore.Factory(SampleClicks.access(DATABASE)).open()) {
                    long watermark = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() - 1;
                    store.restore(
                            new RunId("restarted"), new RestoredCheckpoint(1, null), watermark, watermark, Map.of());
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            try {
                restart.get(500, TimeUnit.MILLISECONDS);
                throw new AssertionError("the restart has not waited");
            } catch (TimeoutException e) {
                assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-20 05:59:30+00");
            }
        });
    }

    /**
     * Asserts the state after a restart: the folded or rebuilt events are no longer late in the log, their rows above
     * noon are gone, and the day is marked as a gap.
     */
    private void assertRestored() throws Exception {
        restart.get();
        assertThat(sql.lines("SELECT progress FROM rollup_progress")).containsExactly("2024-05-17 12:00:00+00");
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        assertThat(log.rowsFrom("2024-05-17T12:00:00Z")).isEmpty();
        assertThat(sql.lines("SELECT count(*) FROM rollup WHERE granularity = 'day'"))
                .containsExactly("0");
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 2"))
                .isEqualTo(List.of("acme|2024-05-17"));
        assertThat(sql.lines(SampleLog.ANSWER)).containsExactly("200");
        log.progress("2024-05-20T05:59:30Z");
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).rebuildMarked((done, days) -> {});
        log.assertRollupsCountTheLog();
        assertThat(sql.lines(SampleLog.ANSWER)).containsExactly("200");
    }
}
