package io.clickmill.job.fold;

import io.clickmill.contract.Granularity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** The unit of folds and rebuilds: a day of an account, in UTC as in rollups. */
record AccountDay(String accountId, LocalDate day) {
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
}
