package io.clickmill.job.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.SampleClicks;
import io.clickmill.job.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The partitions of minutes, made ahead and dropped. */
class PartitionsIT {
    private static final Duration LOCK_WAIT = Duration.ofMillis(200);

    @RegisterExtension
    static final StoreHarness STORE = new StoreHarness();

    @Test
    void makesPartitionsOfMinutesAheadAndDropsThemAfterAWeek() throws SQLException {
        STORE.rollup("minute", "2024-05-01T00:00:00Z");
        STORE.store.partitions().maintain(LocalDate.parse("2024-05-05"), LOCK_WAIT);
        assertThat(STORE.sql.lines("SELECT to_regclass('click_event_2024_05') IS NOT NULL,"
                        + " to_regclass('click_event_2024_06') IS NOT NULL"))
                .containsExactly("t|t");
        STORE.rollup("minute", "2024-05-05T10:00:00Z");
        STORE.rollup("minute", "2024-05-08T00:00:00Z");
        STORE.store.partitions().maintain(LocalDate.parse("2024-05-12"), LOCK_WAIT);
        assertThat(partitions())
                .containsExactly(
                        "rollup_minute_2024_05_05",
                        "rollup_minute_2024_05_06",
                        "rollup_minute_2024_05_07",
                        "rollup_minute_2024_05_12",
                        "rollup_minute_2024_05_13",
                        "rollup_minute_2024_05_14",
                        "rollup_minute_other");
        assertThat(STORE.rollups()).containsExactly("minute|2024-05-05 10:00:00+00", "minute|2024-05-08 00:00:00+00");
        STORE.store.partitions().maintain(LocalDate.parse("2024-05-13"), LOCK_WAIT);
        assertThat(partitions()).doesNotContain("rollup_minute_2024_05_05").contains("rollup_minute_2024_05_06");
        assertThat(STORE.rollups()).containsExactly("minute|2024-05-08 00:00:00+00");
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
        assertThat(new Sql(another).lines("SELECT to_regclass('rollup_minute_2024_05_20') IS NULL"))
                .containsExactly("t");
    }

    private List<String> partitions() throws SQLException {
        return STORE.sql.lines("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'rollup_minute'::regclass"
                + " ORDER BY inhrelid::regclass::text");
    }
}
