package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Sql;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folds of days that are recounted, because many of their events are late. */
class ManyLateRowsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final String DAY = "2024-05-17";

    private final SampleLog log = new SampleLog(DATABASE);
    private final Sql sql = log.sql;

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
    }

    /** Recounted days have more than 30 late events, at least a quarter of all. Others are folded in parts of 20. */
    @ParameterizedTest(name = "seed {0}, {1} bytes, {2} cleared together")
    @CsvSource({"1, 100000000, 20000", "2, 1, 7", "3, 50000, 1", "4, 10000, 50"})
    void makesRollupsOfAllEventsOfCompleteDays(long seed, long maxBytes, int clearedRows) throws Exception {
        log.randomDays(seed);
        List<String> ofToday = log.rowsFrom(SampleLog.TODAY);
        long late = log.lateBefore(SampleLog.TODAY);

        FoldedRows folded = fold(DATABASE.writer(), maxBytes, clearedRows);

        assertThat(folded.events()).isEqualTo(late).isPositive();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        log.assertRollupsCountTheLog();
        assertThat(log.rowsFrom(SampleLog.TODAY)).isEqualTo(ofToday);
        assertThat(sql.lines("SELECT count(*) FROM rollup_gap")).containsExactly("0");
        assertThat(fold(DATABASE.writer(), maxBytes, clearedRows)).isEqualTo(FoldedRows.NONE);
    }

    @ParameterizedTest(name = "{0} on time, {1} late")
    @CsvSource({"0, 31, true", "0, 30, false", "93, 31, true", "94, 31, false", "300, 100, true", "301, 100, false"})
    void recountsADayOfWhichAtLeastAQuarterIsLate(int onTime, int late, boolean recounted) throws Exception {
        log.busyDay("acme", DAY, onTime, late);
        log.insertRollups();
        sql.run("CREATE TABLE marked (reason text)");
        sql.run("CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                + " AS 'BEGIN INSERT INTO marked VALUES (new.reason); RETURN NULL; END'");
        sql.run("CREATE TRIGGER remember AFTER INSERT ON rollup_gap FOR EACH ROW EXECUTE FUNCTION remember()");
        assertThat(fold(DATABASE.writer(), 100_000_000, 20_000).events()).isEqualTo(late);
        assertThat(sql.lines("SELECT count(*) FROM marked")).containsExactly(recounted ? "1" : "0");
        sql.run("DROP TABLE marked");
        sql.run("DROP FUNCTION remember CASCADE");
        log.assertRollupsCountTheLog();
    }

    /** The next day of the account, days of others, and a mark that was left are folded nevertheless. */
    @Test
    void foldsOtherDaysIfOneFails() throws Exception {
        log.busyDay("acme", DAY, 70, 100);
        log.busyDay("acme", "2024-05-16", 100, 10);
        log.busyDay("globex", DAY, 70, 100);
        log.insertRollups();
        sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('globex', '2024-05-17',"
                + " 'fold of many late events')");
        sql.run("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
                + " AS 'BEGIN RAISE EXCEPTION ''damaged''; END'");
        sql.run("CREATE TRIGGER refuse BEFORE DELETE ON rollup_day FOR EACH ROW WHEN (old.account_id = 'acme')"
                + " EXECUTE FUNCTION refuse()");
        try {
            assertThatThrownBy(() -> fold(DATABASE.writer(), 100_000_000, 20_000))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("damaged");
        } finally {
            sql.run("DROP FUNCTION refuse CASCADE");
        }
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap")).containsExactly("acme|" + DAY);
        assertThat(sql.lines("SELECT DISTINCT account_id FROM click_event WHERE late AND occurred_at < '2024-05-17'"))
                .isEmpty();
        fold(DATABASE.writer(), 100_000_000, 20_000);
        log.assertRollupsCountTheLog();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
    }

    /** The fold is cut off before its first statement, then before its second, and so on. Answers stay right. */
    @Test
    void continuesAfterACutOffAtEveryStatement() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        sql.run("CREATE TABLE late_before AS SELECT event_id FROM click_event WHERE late");
        fold(DATABASE.writer(), 10_000, 30);
        log.assertRollupsCountTheLog();
        List<String> right = log.rowsFrom("1970-01-01");
        Set<Long> left = new HashSet<>();
        int statements = 0;
        for (boolean cutOff = true; cutOff; ) {
            statements++;
            sql.run("UPDATE click_event SET late = event_id IN (SELECT event_id FROM late_before)");
            sql.run("TRUNCATE rollup");
            try {
                fold(WatchedConnections.failingAtCall(DATABASE.writer(), "prepareStatement", statements), 10_000, 30);
                cutOff = false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("cut off");
            }
            left.add(log.lateBefore(SampleLog.TODAY));
            assertThat(sql.lines(SampleLog.ANSWER)).containsExactly("200");
            fold(DATABASE.writer(), 10_000, 30);
            assertThat(log.rowsFrom("1970-01-01")).isEqualTo(right);
            assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
            assertThat(sql.lines("SELECT count(*) FROM rollup_gap")).containsExactly("0");
        }
        sql.run("DROP TABLE late_before");
        // Three parts of about 31 were cleared, one after the other.
        assertThat(left).hasSizeGreaterThanOrEqualTo(5).contains(100L, 0L);
    }

    @Test
    void leavesItsMarkIfTheProgressIsSetBack() throws Exception {
        log.busyDay("acme", DAY, 0, 100);
        DataSource writer = WatchedConnections.atCall(
                DATABASE.writer(), "setTransactionIsolation", 1, call -> log.progress("2024-05-17T12:00:00Z"));
        assertThat(fold(writer, 100_000_000, 20_000)).isEqualTo(FoldedRows.NONE);
        assertThat(sql.lines("SELECT account_id, day, reason FROM rollup_gap"))
                .containsExactly("acme|2024-05-17|fold of many late events");
        assertThat(log.rowsFrom("1970-01-01")).isEmpty();
        assertThat(log.lateBefore(SampleLog.TODAY)).isEqualTo(100);
        assertThat(fold(DATABASE.writer(), 100_000_000, 20_000)).isEqualTo(FoldedRows.NONE);
        log.progress("2024-05-18T00:00:00Z");
        assertThat(fold(DATABASE.writer(), 100_000_000, 20_000).events()).isEqualTo(100);
        assertThat(sql.lines("SELECT count(*) FROM rollup_gap")).containsExactly("0");
        log.assertRollupsCountTheLog();
    }

    @Test
    void givesEveryReaderTheSameAnswer() throws Exception {
        log.busyDay("acme", DAY, 300, 700);
        log.insertRollups();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            try {
                fold(DATABASE.writer(), 50_000, 50);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        Set<String> answers = new HashSet<>();
        while (!writer.isDone()) {
            answers.addAll(sql.lines(SampleLog.ANSWER));
        }
        writer.get();
        answers.addAll(sql.lines(SampleLog.ANSWER));
        assertThat(answers).containsExactly("1000");
        log.assertRollupsCountTheLog();
    }

    @Test
    void leavesWhatBecomesLateAfterItsSnapshot() throws Exception {
        log.busyDay("acme", DAY, 100, 100);
        log.insertRollups();
        DataSource writer =
                WatchedConnections.atCall(DATABASE.writer(), "commit", 1, call -> log.busyDay("acme", DAY, 0, 20));
        assertThat(fold(writer, 100_000_000, 20_000).events()).isEqualTo(100);
        assertThat(log.lateBefore(SampleLog.TODAY)).isEqualTo(20);
        assertThat(sql.lines(SampleLog.ANSWER)).containsExactly("220");
        log.assertRollupsCountTheLog();
    }

    /** A part ends when its events take more memory than they may. */
    @ParameterizedTest
    @CsvSource({"1, 100", "20000, 2", "50000000, 1"})
    void foldsPartsOfLimitedBytes(long maxPartBytes, int atLeast) throws Exception {
        log.busyDay("acme", DAY, 400, 100);
        log.insertRollups();
        FoldLateRows fold = new FoldLateRows(
                DATABASE.writer(), SampleLog.CLOCK, 20_000, maxPartBytes, 20_000, new RecountDay(SampleLog.CLOCK));
        FoldedRows folded = fold.foldOnce();
        assertThat(folded.events()).isEqualTo(100);
        assertThat(folded.transactions()).isGreaterThanOrEqualTo(atLeast);
        log.assertRollupsCountTheLog();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
    }

    private static FoldedRows fold(DataSource writer, long maxBytes, int clearedRows) throws SQLException {
        RecountDay recount = new RecountDay(SampleLog.CLOCK, maxBytes, clearedRows);
        return new FoldLateRows(writer, SampleLog.CLOCK, 20, 1_000_000, 30, recount).foldOnce();
    }
}
