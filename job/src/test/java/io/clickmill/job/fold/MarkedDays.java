package io.clickmill.job.fold;

import io.clickmill.contract.TestDatabase;
import io.clickmill.job.Sql;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A log of random days, whose days can be marked and rebuilt. */
abstract class MarkedDays {
    static final TestDatabase DATABASE = TestDatabase.create();
    static final String DAY = "2024-05-17";
    static final String OF_DAY = "bucket_start >= '2024-05-17' AND bucket_start < '2024-05-18'";
    static final RebuildDays.Listener NOBODY = (done, days) -> {};

    final SampleLog log = new SampleLog(DATABASE);
    final Sql sql = log.sql;

    @BeforeEach
    void empty() throws SQLException {
        log.empty();
    }

    final RebuiltDays rebuild() {
        try {
            return new RebuildDays(DATABASE.writer(), SampleLog.CLOCK).rebuildMarked(NOBODY);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** @param account a literal */
    final void mark(String account, String day) {
        try {
            sql.run("INSERT INTO rollup_gap (account_id, day, reason) VALUES (" + account + ", '" + day + "', 'test')");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    final void insertRow(String account, String scope, String granularity, String scopeId, String start)
            throws SQLException {
        sql.run("""
                INSERT INTO rollup (account_id, scope, dimension, granularity, scope_id, bucket_start, overflow, vals, clicks,
                                    uniques, uniques_estimate)
                VALUES ('%s', '%s', 'total', '%s', '%s', '%s', false, '{""}', '{70}', '{""}', '{0}')
                ON CONFLICT DO NOTHING
                """.formatted(account, scope, granularity, scopeId, start));
    }

    final List<String> othersThanGlobexOnTheDay() throws SQLException {
        return sql.lines(
                "SELECT * FROM rollup WHERE NOT (account_id = 'globex' AND " + OF_DAY + ") ORDER BY 1, 2, 3, 4, 5, 6");
    }

    final List<String> gaps() throws SQLException {
        return sql.lines("SELECT gap_id, account_id, day FROM rollup_gap ORDER BY 1");
    }

    final long daysWithEventsBefore(String instant) throws SQLException {
        return count("SELECT count(DISTINCT (account_id, occurred_at::date)) FROM click_event WHERE occurred_at < '"
                + instant + "'");
    }

    final long humansBefore(String instant) throws SQLException {
        return count("SELECT count(*) FROM click_event WHERE NOT bot AND occurred_at < '" + instant + "'");
    }

    final long count(String query) throws SQLException {
        return Long.parseLong(sql.lines(query).get(0));
    }
}
