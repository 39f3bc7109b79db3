package io.clickmill.job.fold;

import io.clickmill.contract.Scope;
import io.clickmill.contract.Sql;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.rollup.RollupTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Counts complete days that are marked in {@code rollup_gap} again, from the log alone, and removes the marks. A
 * transaction rebuilds one day of one account. So a reader finds the day either marked, and reads the log, or
 * recounted, and an interrupted rebuild has done whole days. What arrived after the transaction's snapshot stays as it
 * is: new marks stay, and new late events stay late.
 *
 * <p>Memory does not grow with the account, as the events of a scope are read in the order of its ids and of time.
 */
public final class RebuildDays {
    private static final int FETCH_ROWS = 5_000;

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

    /**
     * Checks again in each transaction: another run may have rebuilt the day, and the progress may have been set back.
     */
    private static final String SELECT_MARKS = """
            SELECT rollup_gap.gap_id
              FROM rollup_gap
             CROSS JOIN rollup_progress
             WHERE rollup_gap.account_id = ?
               AND rollup_gap.day = ?
               AND rollup_progress.progress >= ?
            """;

    /** Deletes rows of all granularities, as every bucket lies within one day. */
    private static final String DELETE_ROLLUPS = """
            DELETE FROM rollup
             WHERE account_id = ?
               AND bucket_start >= ?
               AND bucket_start < ?
            """;

    private static final String CLEAR_LATE = """
            UPDATE click_event
               SET late = false
             WHERE account_id = ?
               AND occurred_at >= ?
               AND occurred_at < ?
               AND late
            """;

    private static final String DELETE_MARKS = """
            DELETE FROM rollup_gap
             WHERE gap_id = ANY (?)
            """;

    private static final Map<Scope, String> SELECT_EVENTS = new EnumMap<>(Scope.class);

    static {
        for (Scope scope : Scope.values()) {
            boolean account = scope == Scope.ACCOUNT;
            SELECT_EVENTS.put(scope, """
                    SELECT %s
                      FROM click_event
                     WHERE account_id = ?
                       AND occurred_at >= ?
                       AND occurred_at < ?
                       AND NOT bot
                       AND %s
                     ORDER BY %s
                    """.formatted(
                            LoggedEvent.COLUMNS,
                            account ? "true" : scope.column() + " <> ''",
                            account ? "occurred_at" : scope.column() + ", occurred_at"));
        }
    }

    private final DataSource writer;
    private final Clock clock;

    /** Observer of a rebuild, called after each day that this run or another has done. */
    public interface Listener {
        /** @param days number of days that were marked when the rebuild began */
        void rebuilt(int done, int days);
    }

    /** @param writer connections with the writer's role */
    public RebuildDays(DataSource writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
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

    /** Recounts all complete days that are marked, newest days first. */
    public RebuiltDays rebuildMarked(Listener listener) throws SQLException {
        try (Connection connection = writer.getConnection()) {
            Sql.update(connection, EXPAND_MARKS);
            List<AccountDay> days = Sql.list(connection, SELECT_MARKED_DAYS, AccountDay::read);
            RebuiltDays done = RebuiltDays.NONE;
            for (int i = 0; i < days.size(); i++) {
                AccountDay day = days.get(i);
                done = done.plus(LockedSnapshot.run(connection, transaction -> rebuild(transaction, day)));
                listener.rebuilt(i + 1, days.size());
            }
            return done;
        }
    }

    private RebuiltDays rebuild(Connection connection, AccountDay day) throws SQLException {
        List<Long> marks =
                Sql.list(connection, SELECT_MARKS, row -> row.getLong(1), day.accountId(), day.day(), day.end());
        if (marks.isEmpty()) {
            return RebuiltDays.BY_OTHERS;
        }
        Sql.update(connection, DELETE_ROLLUPS, day.accountId(), day.start(), day.end());
        RollupTable rollups = new RollupTable(connection, day.accountId());
        CountInOrder counts = new CountInOrder(rollups, day.keepsMinutes(clock.instant()));
        long events = 0;
        for (Scope scope : Scope.values()) {
            long ofScope = count(connection, day, scope, counts);
            if (scope == Scope.ACCOUNT) {
                events = ofScope;
            }
        }
        long rows = counts.finish();
        rollups.flush();
        // This comes last, because a writer of the log that meets another copy of such an event waits for this
        // transaction.
        Sql.update(connection, CLEAR_LATE, day.accountId(), day.start(), day.end());
        Sql.update(connection, DELETE_MARKS, (Object) marks.toArray(Long[]::new));
        return new RebuiltDays(1, events, rows, 0);
    }

    /** Counts the day's events of all ids of a scope, and returns their number. */
    private static long count(Connection connection, AccountDay day, Scope scope, CountInOrder counts)
            throws SQLException {
        long events = 0;
        try (PreparedStatement statement =
                connection.prepareStatement(Objects.requireNonNull(SELECT_EVENTS.get(scope)))) {
            statement.setString(1, day.accountId());
            statement.setObject(2, day.start());
            statement.setObject(3, day.end());
            // Within a transaction, a fetch size makes the driver use a cursor.
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    LoggedEvent event = LoggedEvent.read(rows);
                    counts.add(new RollupKey(day.accountId(), scope, event.scopeId(scope)), event);
                    events++;
                }
            }
        }
        return events;
    }
}
