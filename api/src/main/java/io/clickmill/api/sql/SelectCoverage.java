package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.QueryScope;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Selection;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The days with events of a selection's scope, how far rollups are complete, and the days of the asked range that are
 * not.
 */
final class SelectCoverage {
    // The result has at least one row; null means unknown. The job writes the epoch until it has a watermark.
    private static final String SQL = """
            SELECT p.progress, s.first_day, s.last_day, g.day
              FROM (SELECT nullif(max(progress), timestamptz 'epoch') AS progress FROM rollup_progress) AS p
              LEFT JOIN scope_span s
                ON s.account_id = ?
               AND s.scope = ?
               AND s.scope_id = ?
              LEFT JOIN rollup_gap g
                ON (g.account_id = ? OR g.account_id IS NULL)
               AND g.day >= (?::timestamptz AT TIME ZONE 'UTC')::date
               AND g.day <= (?::timestamptz AT TIME ZONE 'UTC')::date
            """;

    private SelectCoverage() {}

    static Coverage read(Connection connection, Selection selection) throws SQLException {
        QueryScope scope = QueryScope.of(selection);
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            new Parameters()
                    .text(selection.accountId())
                    .text(scope.scope().word())
                    .text(scope.id())
                    .text(selection.accountId())
                    .instant(selection.range().from())
                    .instant(selection.range().to())
                    .bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                Instant progress = null;
                Optional<Span> events = Optional.empty();
                Set<Long> gapDays = new HashSet<>();
                while (rows.next()) {
                    OffsetDateTime found = rows.getObject(1, OffsetDateTime.class);
                    progress = found == null ? null : found.toInstant();
                    events = days(rows.getObject(2, LocalDate.class), rows.getObject(3, LocalDate.class));
                    LocalDate gap = rows.getObject(4, LocalDate.class);
                    if (gap != null) {
                        gapDays.add(gap.toEpochDay());
                    }
                }
                return new Coverage(events, progress, gapDays);
            }
        }
    }

    private static Optional<Span> days(@Nullable LocalDate first, @Nullable LocalDate last) {
        if (first == null || last == null) {
            return Optional.empty();
        }
        long day = Granularity.DAY.lengthMillis();
        return Optional.of(new Span(first.toEpochDay() * day, (last.toEpochDay() + 1) * day));
    }
}
