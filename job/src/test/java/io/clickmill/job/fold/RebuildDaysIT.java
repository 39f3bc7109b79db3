package io.clickmill.job.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Schema;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.progress.ProgressStore;
import io.clickmill.job.progress.RestoredCheckpoint;
import io.clickmill.job.progress.RunId;
import io.clickmill.job.receive.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebuildDaysIT extends MarkedDays {
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void makesRowsOfAllEventsWhateverTheRowsWere(long seed) throws Exception {
        log.randomDays(seed);
        List<String> ofToday = log.rowsFrom(SampleLog.TODAY);
        // Rows with wrong numbers, missing rows, rows of buckets below the threshold, and rows of ids without events.
        String complete = "bucket_start < '" + SampleLog.TODAY + "'";
        sql.run("UPDATE rollup SET clicks = array_fill(7::bigint, ARRAY[cardinality(vals)])"
                + " WHERE dimension = 'country' AND " + complete);
        sql.run("DELETE FROM rollup WHERE (dimension = 'device' OR scope = 'link' AND granularity = 'hour') AND "
                + complete);
        for (String granularity : List.of("minute", "hour", "day")) {
            insertRow("acme", "campaign", granularity, "never", DAY);
            insertRow("globex", "account", granularity, "", DAY);
            insertRow("acme", "link", granularity, "l1", "2015-02-28");
        }
        assertThat(log.referee.differences("true")).isNotEmpty();

        RebuildDays rebuild = new RebuildDays(DATABASE.writer(), SampleLog.CLOCK);
        rebuild.markAll();
        RebuiltDays rebuilt = rebuild.rebuildMarked(NOBODY);

        log.assertRollupsCountTheLog();
        assertThat(rebuilt.days()).isEqualTo(daysWithEventsBefore(SampleLog.TODAY));
        assertThat(rebuilt.events()).isEqualTo(humansBefore(SampleLog.TODAY));
        assertThat(rebuilt.rollupRows()).isEqualTo(count("SELECT count(*) FROM rollup WHERE " + complete));
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
        assertThat(gaps()).isEmpty();
        assertThat(log.rowsFrom(SampleLog.TODAY)).isEqualTo(ofToday);
        assertThat(rebuild.rebuildMarked(NOBODY)).isEqualTo(RebuiltDays.NONE);
    }

    @Test
    void countsAsTheFoldDoes() throws Exception {
        log.busyDay("acme", DAY, 300, 200);
        log.busyDay("acme", "2015-02-28", 0, 200);
        log.insertRollups();
        new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK).foldOnce();
        List<String> folded = log.rowsFrom("1970-01-01");
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).markAll();
        rebuild();
        assertThat(log.rowsFrom("1970-01-01")).isEqualTo(folded);
    }

    @Test
    void recountsOnlyTheAccountAndDayThatAreMarked() throws Exception {
        for (String account : List.of("acme", "globex", "initech")) {
            for (String day : List.of("2024-05-16", DAY, "2024-05-18")) {
                log.busyDay(account, day, 200, 40);
            }
        }
        log.insertRollups();
        sql.run("UPDATE rollup SET clicks = array_fill(7::bigint, ARRAY[cardinality(vals)])");
        List<String> others = othersThanGlobexOnTheDay();
        mark("'globex'", DAY);

        assertThat(rebuild().days()).isEqualTo(1);

        assertThat(othersThanGlobexOnTheDay()).isEqualTo(others);
        assertThat(log.referee.differences(OF_DAY + " AND account_id = 'globex'"))
                .isEmpty();
        assertThat(count("SELECT count(*) FROM click_event WHERE late")).isEqualTo(8 * 40);
        assertThat(count("SELECT count(*) FROM click_event WHERE late AND account_id = 'globex'"
                        + " AND occurred_at >= '2024-05-17' AND occurred_at < '2024-05-18'"))
                .isZero();
    }

    @Test
    void takesAMarkWithoutAccountForEveryAccountWithEvents() throws Exception {
        for (String account : List.of("acme", "globex", "initech")) {
            log.busyDay(account, DAY, 200, 40);
        }
        sql.run("INSERT INTO account (account_id) VALUES ('without events')");
        mark("NULL", DAY);
        mark("'acme'", DAY);
        RebuiltDays rebuilt = rebuild();
        assertThat(rebuilt.days()).isEqualTo(3);
        assertThat(gaps()).isEmpty();
        log.assertRollupsCountTheLog();
        assertThat(log.lateBefore(SampleLog.TODAY)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'acme'", "NULL"})
    void leavesADayThatIsNotComplete(String account) throws Exception {
        log.busyDay("acme", DAY, 200, 40);
        log.insertRollups();
        sql.run("UPDATE rollup SET clicks = array_fill(7::bigint, ARRAY[cardinality(vals)])");
        List<String> rows = log.rowsFrom("1970-01-01");
        mark(account, DAY);
        List<String> marks = gaps();

        log.progress("2024-05-17T23:59:59.999Z");
        assertThat(rebuild()).isEqualTo(RebuiltDays.NONE);
        assertThat(gaps()).isEqualTo(marks).hasSize(1);
        assertThat(log.rowsFrom("1970-01-01")).isEqualTo(rows);
        assertThat(log.lateBefore(SampleLog.TODAY)).isEqualTo(40);

        log.progress("2024-05-18T00:00:00Z");
        assertThat(rebuild().days()).isEqualTo(1);
        log.assertRollupsCountTheLog();
    }

    @Test
    void doesNothingWithoutAProgress() throws Exception {
        log.busyDay("acme", DAY, 100, 0);
        mark("NULL", DAY);
        sql.run("TRUNCATE rollup_progress");
        RebuildDays rebuild = new RebuildDays(DATABASE.writer(), SampleLog.CLOCK);
        rebuild.markAll();
        assertThat(rebuild.rebuildMarked(NOBODY)).isEqualTo(RebuiltDays.NONE);
        assertThat(gaps()).hasSize(1);
    }

    @Test
    void marksOnlyDaysThatAreCompleteAndHaveEvents() throws Exception {
        log.busyDay("acme", "2015-03-01", 0, 2);
        log.busyDay("acme", "2024-05-19", 1, 0);
        log.busyDay("acme", "2024-05-20", 1, 0);
        log.busyDay("globex", "2024-02-29", 0, 1);
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).markAll();
        assertThat(sql.lines("SELECT account_id, day FROM rollup_gap ORDER BY 1, 2"))
                .containsExactly("acme|2015-03-01", "acme|2024-05-19", "globex|2024-02-29");
    }

    @Test
    void dropsMinutesThatAreNoLongerKept() throws Exception {
        log.busyDay("acme", "2024-05-12", 300, 100);
        for (Granularity granularity : Granularity.values()) {
            log.referee.insert(granularity, "true");
        }
        assertThat(count("SELECT count(*) FROM rollup WHERE granularity = 'minute'"))
                .isPositive();
        mark("'acme'", "2024-05-12");
        rebuild();
        log.assertRollupsCountTheLog();
    }

    /** The rebuild is cut off before its first statement, then before its second, and so on. */
    @Test
    void givesUpTheValuesOfADimensionThatHasTooMany() throws Exception {
        for (int i = 0; i < Dimension.MAX_VALUES + 100; i++) {
            int number = i;
            log.add(i % 3 == 0 ? Verdict.LATE : Verdict.ON_TIME, c -> {
                c.accountId = "acme";
                c.campaignId = number % 2 == 0 ? "even" : "odd";
                c.url = "https://x.test/" + number;
                c.subscriberId = "s" + number % 500;
                c.occurredAt = Instant.parse("2024-05-17T12:00:00Z").toEpochMilli() + number * 12L;
            });
        }
        log.write();
        mark("'acme'", DAY);
        rebuild();
        assertThat(sql.lines("SELECT scope, scope_id, granularity, overflow, cardinality(vals) FROM rollup"
                        + " WHERE dimension = 'url' AND granularity <> 'minute' ORDER BY 1, 2, 3"))
                .containsExactly(
                        "account||day|t|0",
                        "account||hour|t|0",
                        "campaign|even|day|f|5050",
                        "campaign|even|hour|f|5050",
                        "campaign|odd|day|f|5050",
                        "campaign|odd|hour|f|5050",
                        "source|even|day|f|5050",
                        "source|even|hour|f|5050",
                        "source|odd|day|f|5050",
                        "source|odd|hour|f|5050");
        assertThat(sql.lines("SELECT clicks, uniques_estimate FROM rollup_value WHERE dimension = 'total'"
                        + " AND granularity = 'day' AND scope = 'account'"))
                .containsExactly("10100|500");
    }

    /** The job goes on from an older checkpoint: its windows know nothing of what was folded since. */
    @Test
    void correctsTheRollupsAfterARestartFromAnOlderCheckpoint() throws Exception {
        for (String day : List.of("2024-05-16", DAY, "2024-05-18", "2024-05-19")) {
            log.busyDay("acme", day, 200, 40);
        }
        log.insertRollups();
        sql.run("CREATE TABLE of_windows AS SELECT * FROM rollup");
        FoldLateRows fold = new FoldLateRows(DATABASE.writer(), SampleLog.CLOCK);
        fold.foldOnce();
        try (ProgressStore store = new ProgressStore.Factory(SampleClicks.access(DATABASE)).open()) {
            long watermark = Instant.parse("2024-05-17T15:00:00Z").toEpochMilli() - 1;
            store.restore(new RunId("older"), new RestoredCheckpoint(1, null), watermark, watermark, Map.of());
        }
        assertThat(rebuild()).isEqualTo(RebuiltDays.NONE);
        log.assertRollupsCountTheLog("bucket_start < '2024-05-17'");

        sql.run("INSERT INTO rollup SELECT * FROM of_windows ON CONFLICT DO NOTHING");
        sql.run("DROP TABLE of_windows");
        log.progress("2024-05-18T01:00:00Z");
        assertThat(rebuild().days()).isEqualTo(1);
        log.assertRollupsCountTheLog("bucket_start < '2024-05-18'");
        assertThat(log.referee.differences("bucket_start >= '2024-05-18'")).isNotEmpty();
        log.progress("2024-05-20T01:00:00Z");
        assertThat(rebuild().days()).isEqualTo(2);
        log.assertRollupsCountTheLog();
    }

    @Test
    void reportsHowManyDaysAreDone() throws Exception {
        log.busyDay("acme", "2024-05-16", 2, 0);
        log.busyDay("acme", DAY, 2, 0);
        mark("NULL", "2024-05-16");
        mark("NULL", DAY);
        List<String> told = new ArrayList<>();
        new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).rebuildMarked((done, days) -> told.add(done + "/" + days));
        assertThat(told).containsExactly("1/2", "2/2");
    }

    @Test
    void runsAsAProgram() throws Exception {
        log.busyDay("acme", DAY, 100, 50);
        Map<String, String> settings = Map.of("CLICKMILL_POSTGRES_URL", DATABASE.url(Schema.WRITER_ROLE));
        assertThat(run(settings)).isEqualTo("0 rebuilt 0 days of accounts: 0 events into 0 rollup rows");
        assertThat(run(settings, "--all")).matches("0 rebuilt 1 day of accounts: 150 events into \\d+ rollup rows");
        log.assertRollupsCountTheLog();
        assertThat(run(Map.of(), "--help")).startsWith("0 usage: ").contains("--all");
        assertThat(run(settings, "--everything"))
                .isEqualTo("2 arguments: --everything (expected: --all, --help or none)");
        assertThat(run(settings, "--all", "--all")).startsWith("2 arguments: --all --all (expected");
        assertThat(run(Map.of())).startsWith("2 ").contains("CLICKMILL_POSTGRES_URL");
    }

    /** Runs the program, and returns its exit code and its output. */
    private static String run(Map<String, String> environment, String... args) throws SQLException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream said = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exitCode = RebuildMain.run(List.of(args), environment, SampleLog.CLOCK, said, said);
        return exitCode + " " + bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
