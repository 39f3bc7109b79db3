package io.clickmill.api.sql;

import io.clickmill.api.plan.Completeness;
import io.clickmill.api.query.StatsQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;

/** How far the rollups of an account are complete, and the days of the asked range that are not. */
final class SelectCompleteness {
    // Always one row at least: a progress of null says that there is none.
    private static final String SQL = """
            SELECT p.progress, g.day
              FROM (SELECT max(progress) AS progress FROM rollup_progress) AS p
              LEFT JOIN rollup_gap g
                ON (g.account_id = ? OR g.account_id IS NULL)
               AND g.day >= (?::timestamptz AT TIME ZONE 'UTC')::date
               AND g.day <= (?::timestamptz AT TIME ZONE 'UTC')::date
            """;

    private SelectCompleteness() {}

    static Completeness read(Connection connection, StatsQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            new Parameters()
                    .text(query.accountId())
                    .instant(query.range().from())
                    .instant(query.range().to())
                    .bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                Instant progress = null;
                Set<Long> gapDays = new HashSet<>();
                while (rows.next()) {
                    OffsetDateTime found = rows.getObject(1, OffsetDateTime.class);
                    progress = found == null ? null : found.toInstant();
                    LocalDate day = rows.getObject(2, LocalDate.class);
                    if (day != null) {
                        gapDays.add(day.toEpochDay());
                    }
                }
                return new Completeness(progress, gapDays);
            }
        }
    }
}
