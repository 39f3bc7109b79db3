package io.clickmill.job.fold;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Sql;
import io.clickmill.job.count.DayCounts;
import io.clickmill.job.rollup.RollupTable;
import io.clickmill.job.seal.SealTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Counts a marked day of an account again, from the log alone, and removes its marks.
 *
 * <p>As long as the day is marked, readers count it in the log, whatever {@code late} says. So {@code late} is cleared
 * first, in parts: a writer of the log that meets another copy of such an event waits for the part's transaction only.
 * The last transaction counts the day, clears what has become late in the meantime, and removes the marks. If it is cut
 * off, the day is still marked, and what was cleared stays so.
 */
final class RecountDay {
    /** The maximum memory of the events that are collected. More are written to a temporary file. */
    private static final long MAX_BYTES = 100_000_000;

    /** PostgreSQL clears about this many rows in a second or two. */
    private static final int CLEARED_ROWS = 50_000;

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

    /** The time of the late row that has this many before it. */
    private static final String SELECT_END_OF_PART = """
            SELECT occurred_at
              FROM click_event
             WHERE account_id = ?
               AND occurred_at >= ?
               AND occurred_at < ?
               AND late
             ORDER BY occurred_at
            OFFSET ?
             LIMIT 1
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

    private final Clock clock;
    private final long maxBytes;
    private final int clearedRows;

    RecountDay(Clock clock) {
        this(clock, MAX_BYTES, CLEARED_ROWS);
    }

    /**
     * @param maxBytes the maximum memory of collected events
     * @param clearedRows the number of rows after which a transaction clears no more of them
     */
    RecountDay(Clock clock, long maxBytes, int clearedRows) {
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.clearedRows = clearedRows;
    }

    /**
     * The result of a recount.
     *
     * @param events human events of the day
     * @param late those that were late until now
     * @param transactions their number, including those that found nothing to do
     */
    record Recounted(long events, long late, long rollupRows, long transactions) {}

    /** Recounts the day. It is empty if the day is not marked, or no longer complete. */
    Optional<Recounted> run(Connection connection, AccountDay day) throws SQLException {
        long late = 0;
        long transactions = 0;
        OffsetDateTime from = day.start();
        for (Optional<OffsetDateTime> end; (end = endOfPart(connection, day, from)).isPresent(); ) {
            OffsetDateTime start = from;
            // All rows of the millisecond at the end are in this part, so that a part is never empty.
            OffsetDateTime after = end.get().plusNanos(1_000_000);
            late += LockedSnapshot.run(
                    connection, day.accountId(), transaction -> clearPart(transaction, day, start, after));
            transactions++;
            from = after;
        }
        long before = late;
        long parts = transactions;
        return LockedSnapshot.run(connection, day.accountId(), transaction -> count(transaction, day))
                .map(last -> new Recounted(last.events, before + last.late, last.rollupRows, parts + 1));
    }

    /** The time of the last row of a part; empty if the last transaction can clear what is late from this time on. */
    private Optional<OffsetDateTime> endOfPart(Connection connection, AccountDay day, OffsetDateTime from)
            throws SQLException {
        return Sql.first(
                connection,
                SELECT_END_OF_PART,
                row -> row.getObject(1, OffsetDateTime.class),
                day.accountId(),
                from,
                day.end(),
                clearedRows);
    }

    private static long clearPart(Connection connection, AccountDay day, OffsetDateTime from, OffsetDateTime end)
            throws SQLException {
        if (marks(connection, day).isEmpty()) {
            return 0;
        }
        LockedSnapshot.lockInOrder(connection);
        return Sql.update(connection, CLEAR_LATE, day.accountId(), from, end);
    }

    private Optional<Recounted> count(Connection connection, AccountDay day) throws SQLException {
        List<Long> marks = marks(connection, day);
        if (marks.isEmpty()) {
            return Optional.empty();
        }
        Sql.update(connection, DELETE_ROLLUPS, day.accountId(), day.start(), day.end());
        new SealTable(connection, day.accountId(), day.day()).delete();
        RollupTable rollups = new RollupTable(connection, day.accountId());
        Granularity smallest = day.keepsMinutes(clock.instant()) ? Granularity.MINUTE : Granularity.HOUR;
        long events;
        try (DayCounts<SQLException> counts = new DayCounts<>(day.accountId(), smallest, maxBytes, rollups::upsert)) {
            events = DayLog.forEach(connection, day, counts::add);
            counts.finish();
        }
        rollups.flush();
        // This comes last, because a writer of the log that meets another copy of such an event waits for this
        // transaction.
        LockedSnapshot.lockInOrder(connection);
        long late = Sql.update(connection, CLEAR_LATE, day.accountId(), day.start(), day.end());
        Sql.update(connection, DELETE_MARKS, (Object) marks.toArray(Long[]::new));
        return Optional.of(new Recounted(events, late, rollups.rows(), 1));
    }

    private static List<Long> marks(Connection connection, AccountDay day) throws SQLException {
        return Sql.list(connection, SELECT_MARKS, row -> row.getLong(1), day.accountId(), day.day(), day.end());
    }
}
