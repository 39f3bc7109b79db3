package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectCoverageIT {
    private static final StatsQuery SPRING = StatsQuery.of(
                    "acme",
                    TimeRange.of(
                            Instant.parse("2026-03-01T12:00:00Z"),
                            Instant.parse("2026-03-20T12:00:00Z"),
                            ZoneOffset.UTC))
            .filter(Filter.include(Field.CAMPAIGN, "spring"))
            .build();

    private final TestDatabase database = TestDatabase.create();

    @Test
    void knowsNothingOfEmptyTables() throws Exception {
        assertThat(read()).isEqualTo(new Coverage(Optional.empty(), null, Set.of()));
    }

    @Test
    void takesTheProgressOfAJobWithoutAWatermarkForNone() throws Exception {
        publish("1970-01-01T00:00:00Z");
        assertThat(read().progress()).isNull();
        run("UPDATE rollup_progress SET progress = '2026-03-10T10:17:42.123Z'");
        assertThat(read().progress()).isEqualTo("2026-03-10T10:17:42.123Z");
    }

    @Test
    void readsTheSpanOfTheScopeAndTheGapsInTheRange() throws Exception {
        publish("2026-03-10T10:17:42.123Z");
        run("INSERT INTO scope_span VALUES ('acme', 'account', '', '2020-01-01', '2026-03-10'),"
                + " ('acme', 'campaign', 'spring', '2026-03-02', '2026-03-03'),"
                + " ('other', 'campaign', 'spring', '2021-01-01', '2021-01-01')");
        run("INSERT INTO rollup_gap (account_id, day, reason) VALUES ('acme', '2026-03-01', ''),"
                + " (NULL, '2026-03-20', ''), ('other', '2026-03-05', ''), ('acme', '2026-02-28', ''),"
                + " ('acme', '2026-03-21', '')");
        Coverage coverage = read();
        assertThat(coverage.events()).hasToString("Optional[2026-03-02T00:00:00Z/2026-03-04T00:00:00Z]");
        assertThat(coverage.gapDays())
                .containsExactlyInAnyOrder(
                        LocalDate.parse("2026-03-01").toEpochDay(),
                        LocalDate.parse("2026-03-20").toEpochDay());
    }

    private Coverage read() throws Exception {
        try (Connection connection = database.reader().getConnection()) {
            return SelectCoverage.read(connection, SPRING.selection());
        }
    }

    private void publish(String progress) throws Exception {
        run(
                "INSERT INTO rollup_progress (progress, checkpoint_id, received, logged, duplicates, rejected, published_at)"
                        + " VALUES ('" + progress + "', 1, 0, 0, 0, 0, now())");
    }

    private void run(String sql) throws Exception {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
