package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.TestDatabase;
import io.clickmill.job.RollupReferee;
import io.clickmill.job.Sql;
import io.clickmill.job.receive.Verdict;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldLateRowsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final int WHOLE = FoldLateRows.MAX_PART_EVENTS;

    private final SampleLog log = new SampleLog(DATABASE);
    private final Sql sql = log.sql;
    private final RollupReferee referee = log.referee;

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
    }

    @ParameterizedTest(name = "seed {0}, parts of {1}")
    @CsvSource({"1, 20000", "2, 20000", "3, 100"})
    void makesRollupsOfAllEventsOfCompleteDays(long seed, int partEvents) throws Exception {
        log.randomDays(seed);
        List<String> ofToday = log.rowsFrom(SampleLog.TODAY);
        long late = log.lateBefore(SampleLog.TODAY);

        FoldedRows folded = fold(partEvents);

        assertThat(folded.events()).isEqualTo(late).isPositive();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        log.assertRollupsCountTheLog();
        assertThat(log.rowsFrom(SampleLog.TODAY)).isEqualTo(ofToday);
        assertThat(sql.lines("SELECT count(*) > 0 FROM click_event WHERE late")).containsExactly("t");

        List<String> rows = log.rowsFrom("1970-01-01");
        assertThat(fold(partEvents)).isEqualTo(FoldedRows.NONE);
        assertThat(log.rowsFrom("1970-01-01")).isEqualTo(rows);
    }

    /** Ten times as many links, each with a few events, do not take ten times as many statements. */
    @Test
    void readsManyBucketsWithoutRowsInOneStatement() throws Exception {
        assertThat(statementsOfAFold("2024-05-17", 20)).isBetween(5L, 20L);
        assertThat(statementsOfAFold("2024-05-18", 200)).isBetween(5L, 20L);
        log.assertRollupsCountTheLog();
    }

    @Test
    void continuesWhereItWasCutOff() throws Exception {
        log.randomDays(6);
        long late = log.lateBefore(SampleLog.TODAY);
        DataSource failing = WatchedConnections.failingAtCall(DATABASE.writer(), "commit", 7);
        assertThatThrownBy(() -> new FoldLateRows(failing, SampleLog.CLOCK, 50).foldOnce())
                .hasMessage("cut off");
        long left = log.lateBefore(SampleLog.TODAY);
        assertThat(left).isBetween(1L, late - 1);
        log.assertRollupsCountTheLog();

        assertThat(fold(50).events()).isEqualTo(left);
        log.assertRollupsCountTheLog();
    }

    /** The fold is cut off before its first statement, then before its second, and so on. It has done whole parts. */
    @Test
    void continuesAfterACutOffAtEveryStatement() throws Exception {
        log.busyDay("acme", "2024-05-17", 100, 100);
        sql.run("CREATE TABLE late_before AS SELECT event_id FROM click_event WHERE late");
        fold(60);
        log.assertRollupsCountTheLog();
        List<String> right = log.rowsFrom("1970-01-01");
        int statements = 0;
        for (boolean cutOff = true; cutOff; ) {
            statements++;
            sql.run("UPDATE click_event SET late = event_id IN (SELECT event_id FROM late_before)");
            sql.run("TRUNCATE rollup");
            DataSource failing = WatchedConnections.failingAtCall(DATABASE.writer(), "prepareStatement", statements);
            try {
                new FoldLateRows(failing, SampleLog.CLOCK, 60).foldOnce();
                cutOff = false;
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("cut off");
                assertThat(log.lateBefore(SampleLog.TODAY)).isIn(100L, 40L, 0L);
            }
            fold(60);
            assertThat(log.rowsFrom("1970-01-01")).isEqualTo(right);
            assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        }
        sql.run("DROP TABLE late_before");
        assertThat(statements).isGreaterThan(2 * 9);
    }

    @Test
    void leavesADayWithAGapAlone() throws Exception {
        log.busyDay("acme", "2024-05-17", 200, 40);
        log.busyDay("globex", "2024-05-17", 200, 40);
        log.busyDay("acme", "2024-05-16", 200, 40);
        log.busyDay("globex", "2024-05-15", 200, 40);
        log.insertRollups();
        sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('acme', '2024-05-17', 'test'),"
                + " (NULL, '2024-05-15', 'test')");
        fold(WHOLE);
        assertThat(sql.lines("SELECT DISTINCT account_id, occurred_at::date FROM click_event WHERE late ORDER BY 1, 2"))
                .containsExactly("acme|2024-05-17", "globex|2024-05-15");
        log.assertRollupsCountTheLog();
        sql.run("DELETE FROM rollup_gap");
        fold(WHOLE);
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        log.assertRollupsCountTheLog();
    }

    @Test
    void waitsForTheEndOfTheDay() throws Exception {
        log.busyDay("acme", "2024-05-17", 100, 100);
        log.insertRollups();
        log.progress("2024-05-17T23:59:59.999Z");
        assertThat(fold(WHOLE)).isEqualTo(FoldedRows.NONE);
        log.progress("2024-05-18T00:00:00Z");
        assertThat(fold(WHOLE).events()).isEqualTo(100);
        log.assertRollupsCountTheLog();
    }

    @Test
    void doesNothingWithoutAProgress() throws Exception {
        log.busyDay("acme", "2024-05-17", 0, 100);
        sql.run("TRUNCATE rollup_progress");
        assertThat(fold(WHOLE)).isEqualTo(FoldedRows.NONE);
    }

    @ParameterizedTest
    @CsvSource({"2024-05-19, true", "2024-05-13, true", "2024-05-12, false", "2015-02-28, false"})
    void makesMinutesOnlyForTheDaysThatKeepThem(String day, boolean kept) throws Exception {
        log.busyDay("acme", day, 0, 500);
        fold(WHOLE);
        assertThat(referee.differences(Granularity.HOUR, "true")).isEmpty();
        assertThat(referee.differences(Granularity.DAY, "true")).isEmpty();
        assertThat(sql.lines("SELECT count(*) > 0 FROM rollup WHERE granularity = 'minute'"))
                .containsExactly(kept ? "t" : "f");
    }

    /**
     * The day a week ago has its minutes still, and so has an older one if the job was down when it should have dropped
     * them.
     */
    @ParameterizedTest
    @CsvSource({"2024-05-13", "2024-05-02"})
    void keepsMinutesRightWhereverTheyAre(String day) throws Exception {
        log.busyDay("acme", day, 500, 100);
        for (Granularity granularity : Granularity.values()) {
            referee.insert(granularity, "true");
        }
        assertThat(referee.differences("true")).isEmpty();
        fold(WHOLE);
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        assertThat(referee.differences("true")).isEmpty();
    }

    @Test
    void findsTheScopeOfAnIdThatIsLongerThanARollupsValue() throws Exception {
        // 256 characters are 768 bytes: valid as an id, cut as a value.
        String id = "漢".repeat(256);
        for (int i = 0; i < 100; i++) {
            int number = i;
            log.add(number < 70 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.campaignId = id;
                c.linkId = id;
                c.sourceId = id;
                c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() + number;
            });
        }
        log.write();
        sql.run("""
                INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, clicks,
                                    uniques, uniques_estimate)
                VALUES ('acme', 'campaign', 'total', 'day', '%s', '2024-05-17', false, '{""}', '{70}', '{""}', '{0}')
                """.formatted(id));
        fold(WHOLE);
        assertThat(sql.lines("SELECT DISTINCT scope, scope_id = '" + id + "' FROM rollup WHERE scope <> 'account'"))
                .containsExactlyInAnyOrder("campaign|t", "link|t", "source|t");
        assertThat(sql.lines("SELECT clicks FROM rollup_value WHERE scope = 'campaign' AND dimension = 'total'"
                        + " AND granularity = 'day'"))
                .containsExactly("100");
    }

    @Test
    void keepsAnOverflowedRowOverflowed() throws Exception {
        for (int i = 0; i < 10_020; i++) {
            int number = i;
            log.add(number < 9_990 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.city = "city " + number;
                c.subscriberId = "s" + number % 500;
                c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() + number;
            });
        }
        log.write();
        log.insertRollups();
        assertThat(sql.lines("SELECT DISTINCT overflow FROM rollup")).containsExactly("f");
        fold(29);
        String city = "SELECT overflow, cardinality(vals) FROM rollup WHERE dimension = 'city' AND scope = 'account'";
        assertThat(sql.lines(city + " ORDER BY granularity")).containsExactly("t|0", "t|0", "t|0");
        log.add(Verdict.LATE, c -> {
            c.accountId = "acme";
            c.city = "city 1";
            c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli();
        });
        log.write();
        fold(WHOLE);
        assertThat(sql.lines(city)).containsExactly("t|0", "t|0", "t|0");
        assertThat(sql.lines("SELECT DISTINCT clicks, uniques_estimate FROM rollup_value WHERE dimension = 'total'"
                        + " AND granularity = 'day'"))
                .containsExactly("10021|501");
    }

    @Test
    void foldsOnlyWhatOneOfTwoFoldsHasLeft() throws Exception {
        log.randomDays(8);
        long late = log.lateBefore(SampleLog.TODAY);
        List<FoldedRows> done = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread thread = new Thread(() -> {
                try {
                    FoldedRows folded = fold(100);
                    synchronized (done) {
                        done.add(folded);
                    }
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasSize(2);
        assertThat(done.stream().mapToLong(FoldedRows::events).sum()).isEqualTo(late);
        log.assertRollupsCountTheLog();
    }

    /** Folds late events of this many links. Each link also has an event on time, and no bucket of a link has rows. */
    private long statementsOfAFold(String day, int links) throws Exception {
        long start = Instant.parse(day + "T12:00:00Z").toEpochMilli();
        for (int i = 0; i < links * 4; i++) {
            int number = i;
            log.add(i % 4 == 0 ? Verdict.ON_TIME : Verdict.LATE, c -> {
                c.accountId = "acme";
                c.linkId = "l" + number / 4;
                c.occurredAt = start + number;
            });
        }
        log.write();
        AtomicLong statements = new AtomicLong();
        DataSource counting = WatchedConnections.watching(DATABASE.writer(), method -> {
            if (method.equals("prepareStatement")) {
                statements.incrementAndGet();
            }
        });
        assertThat(new FoldLateRows(counting, SampleLog.CLOCK).foldOnce().events())
                .isEqualTo(links * 3L);
        return statements.get();
    }

    private static FoldedRows fold(int partEvents) throws SQLException {
        return new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK, partEvents).foldOnce();
    }
}
