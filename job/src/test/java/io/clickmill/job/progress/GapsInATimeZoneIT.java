package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Runs;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Marks gaps in sessions that have the time zone of the JVM, where a day may begin an hour after midnight. */
@Isolated
class GapsInATimeZoneIT {
    private static final TestDatabase DATABASE = TestDatabase.create();

    private final Sql sql = new Sql(DATABASE);
    private final TimeZone before = TimeZone.getDefault();

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(before);
    }

    @ParameterizedTest
    @CsvSource({
        "America/Santiago, 2024-09-08, 2024-09-10",
        "America/Havana, 2024-03-10, 2024-03-12",
        "Pacific/Auckland, 2024-04-06, 2024-04-08",
        "UTC, 2024-09-08, 2024-09-10"
    })
    void marksEveryDay(String zone, String first, String last) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        sql.run("TRUNCATE rollup_gap, rollup_progress, scope_span");
        sql.run("INSERT INTO scope_span VALUES ('acme', 'account', '', '" + first + "', '" + last + "')");
        Runs.admit(sql, new RunId("run"));
        Instant end = Instant.parse(last + "T00:00:00Z").plusSeconds(90_000);
        try (ProgressStore store = new ProgressStore.Factory(SampleClicks.access(DATABASE)).open()) {
            store.publish(new RunId("run"), 1, end.toEpochMilli(), BalanceChange.NONE, end);
            long watermark = Instant.parse(first + "T00:00:00Z").toEpochMilli() - 1;
            store.restore(new RunId("older"), new RestoredCheckpoint(1, null), watermark, watermark, Map.of());
            assertMarked(first, last);
            sql.run("TRUNCATE rollup_gap");
            store.startWithoutState(new RunId("without state"), true);
            assertMarked(first, last);
        }
    }

    private void assertMarked(String first, String last) throws SQLException {
        assertThat(sql.lines("SELECT count(*), min(day), max(day) FROM rollup_gap"))
                .containsExactly("3|" + first + "|" + last);
    }

    @Test
    void sessionsOfTheJobAreInUtc() throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/Santiago"));
        try (var connection = SampleClicks.access(DATABASE).connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW TimeZone")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("UTC");
        }
    }
}
