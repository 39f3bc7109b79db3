package io.clickmill.job.fold;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Counts complete days that are marked in {@code rollup_gap} again, from the log alone, and removes the marks. A part of
 * a rebuild is one day of one account, which one transaction counts ({@link RecountDay}). So a reader finds the day
 * either marked, and reads the log, or recounted, and an interrupted rebuild has done whole days. What arrived after the
 * transaction's snapshot stays as it is: new marks stay, and new late events stay late.
 */
public final class RebuildDays {
    private static final String MARK_ALL = """
            INSERT INTO rollup_gap (account_id, day, reason)
            SELECT span.account_id, marked.day, 'rebuild of every day'
              FROM rollup_progress
             CROSS JOIN scope_span AS span
             CROSS JOIN LATERAL generate_series(0, span.last_day - span.first_day) AS number
             CROSS JOIN LATERAL (SELECT span.first_day + number) AS marked (day)
             WHERE span.scope = 'account'
               AND marked.day < (rollup_progress.progress AT TIME ZONE 'UTC')::date
               AND (EXISTS (SELECT
                              FROM click_event
                             WHERE click_event.account_id = span.account_id
                               AND click_event.occurred_at >= marked.day::timestamp AT TIME ZONE 'UTC'
                               AND click_event.occurred_at < (marked.day + 1)::timestamp AT TIME ZONE 'UTC'
                            OFFSET 0)
                    OR EXISTS (SELECT
                                 FROM rollup
                                WHERE rollup.account_id = span.account_id
                                  AND rollup.scope = 'account'
                                  AND rollup.dimension = 'total'
                                  AND rollup.granularity = 'day'
                                  AND rollup.scope_id = ''
                                  AND rollup.bucket_start = marked.day::timestamp AT TIME ZONE 'UTC'))
            """;

    /**
     * Replaces a mark for all accounts, as an operator may insert it, by one for each account whose events span the
     * day.
     */
    private static final String EXPAND_MARKS = """
            WITH expanded AS (
              DELETE FROM rollup_gap
               USING rollup_progress
               WHERE rollup_gap.account_id IS NULL
                 AND rollup_gap.day < (rollup_progress.progress AT TIME ZONE 'UTC')::date
              RETURNING rollup_gap.day, rollup_gap.reason
            )
            INSERT INTO rollup_gap (account_id, day, reason)
            SELECT span.account_id, expanded.day, expanded.reason
              FROM expanded
              JOIN scope_span AS span
                ON span.scope = 'account'
               AND expanded.day BETWEEN span.first_day AND span.last_day
            """;

    private static final String SELECT_MARKED_DAYS = """
            SELECT DISTINCT rollup_gap.account_id, rollup_gap.day
              FROM rollup_gap
             CROSS JOIN rollup_progress
             WHERE rollup_gap.account_id IS NOT NULL
               AND rollup_gap.day < (rollup_progress.progress AT TIME ZONE 'UTC')::date
             ORDER BY rollup_gap.day DESC, rollup_gap.account_id
            """;

    private final DataSource writer;
    private final RecountDay recount;

    /** Observer of a rebuild, called after each day that this run or another has done. */
    public interface Listener {
        /** @param days number of days that were marked when the rebuild began */
        void rebuilt(int done, int days);
    }

    /** @param writer connections with the writer's role */
    public RebuildDays(DataSource writer, Clock clock) {
        this(writer, new RecountDay(clock));
    }

    RebuildDays(DataSource writer, RecountDay recount) {
        this.writer = writer;
        this.recount = recount;
    }

    /**
     * Marks every complete day with events, for every account. Marked days are read from the log until they are
     * recounted.
     */
    public void markAll() throws SQLException {
        try (Connection connection = writer.getConnection()) {
            Sql.update(connection, MARK_ALL);
        }
    }

    /** Recounts all complete days that are marked, newest days first unless another program works on the account. */
    public RebuiltDays rebuildMarked(Listener listener) throws SQLException {
        try (Connection connection = writer.getConnection()) {
            Sql.update(connection, EXPAND_MARKS);
            List<AccountDay> days = Sql.list(connection, SELECT_MARKED_DAYS, AccountDay::read);
            List<RebuiltDays> done = new ArrayList<>();
            FreeAccountsFirst.forEach(connection, days, day -> {
                done.add(rebuild(connection, day));
                listener.rebuilt(done.size(), days.size());
            });
            return done.stream().reduce(RebuiltDays.NONE, RebuiltDays::plus);
        }
    }

    private RebuiltDays rebuild(Connection connection, AccountDay day) throws SQLException {
        return recount.run(connection, day)
                .map(done -> new RebuiltDays(1, done.events(), done.rollupRows(), 0))
                .orElse(RebuiltDays.BY_OTHERS);
    }
}
