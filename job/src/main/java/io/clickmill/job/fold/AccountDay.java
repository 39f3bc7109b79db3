package io.clickmill.job.fold;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The unit of folds and rebuilds: a day of an account, in UTC as in rollups. */
record AccountDay(String accountId, LocalDate day) {
    private static final String SELECT_IS_COMPLETE = """
            SELECT EXISTS (SELECT
                             FROM rollup_progress
                            WHERE progress >= ?)
               AND NOT EXISTS (SELECT
                                 FROM rollup_gap
                                WHERE day = ?
                                  AND (account_id IS NULL OR account_id = ?))
            """;

    static AccountDay read(ResultSet row) throws SQLException {
        return new AccountDay(row.getString(1), row.getObject(2, LocalDate.class));
    }

    /** The first instant of the day. */
    OffsetDateTime start() {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    /** The first instant after the day. */
    OffsetDateTime end() {
        return start().plusDays(1);
    }

    /** Whether rollups of this day's minutes are kept at that time. */
    boolean keepsMinutes(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return !day.isBefore(today.minusDays(Granularity.MINUTES_KEPT_DAYS));
    }

    /**
     * Whether the day is complete and not marked. Each transaction has to check it again, as the progress may have been
     * set back in the meantime.
     */
    boolean isComplete(Connection connection) throws SQLException {
        return Sql.first(connection, SELECT_IS_COMPLETE, row -> row.getBoolean(1), end(), day, accountId)
                .orElseThrow();
    }
}
