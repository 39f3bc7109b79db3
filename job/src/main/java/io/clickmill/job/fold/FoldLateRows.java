package io.clickmill.job.fold;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Sql;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.Tally;
import io.clickmill.job.rollup.RollupTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Adds the late events of complete days to the rollups of their minutes, hours and days, and clears their {@code late}.
 * A transaction folds a part of a day. So a reader sees an event in the log or in the rollups, but never in both, and
 * an interrupted fold has done whole parts. The cost grows with the late events and not with all events of the day.
 *
 * <p>A rollup row holds exactly the human events of its bucket that are not late. So the late events are added to a
 * bucket that has rows. A bucket without rows is counted from its few other events in the log, and written once it
 * reaches the threshold. A bucket that stays below the threshold is not written, nor are the smaller ones within it, as
 * they hold no more events.
 */
public final class FoldLateRows {
    /** The maximum number of late events in a transaction. Each takes some hundred bytes of memory. */
    static final int MAX_PART_EVENTS = 20_000;

    private static final String SELECT_LATE_DAYS = """
            SELECT DISTINCT late.account_id, (late.occurred_at AT TIME ZONE 'UTC')::date AS day
              FROM click_event AS late
             CROSS JOIN rollup_progress
             WHERE late.late
               AND late.occurred_at < date_trunc('day', rollup_progress.progress, 'UTC')
               AND NOT EXISTS (SELECT
                                 FROM rollup_gap
                                WHERE rollup_gap.day = (late.occurred_at AT TIME ZONE 'UTC')::date
                                  AND (rollup_gap.account_id IS NULL OR rollup_gap.account_id = late.account_id))
             ORDER BY day DESC, late.account_id
            """;

    /** Checks again in each transaction, as the progress may have been set back in the meantime. */
    private static final String SELECT_IS_COMPLETE = """
            SELECT EXISTS (SELECT
                             FROM rollup_progress
                            WHERE progress >= ?)
               AND NOT EXISTS (SELECT
                                 FROM rollup_gap
                                WHERE day = ?
                                  AND (account_id IS NULL OR account_id = ?))
            """;

    private static final String SELECT_LATE = """
            SELECT %s
              FROM click_event
             WHERE account_id = ?
               AND occurred_at >= ?
               AND occurred_at < ?
               AND late
             ORDER BY occurred_at, event_id
             LIMIT ?
            """.formatted(LoggedEvent.COLUMNS);

    /** Finds remaining minutes of a day past their retention. */
    private static final String SELECT_HAS_MINUTES = """
            SELECT EXISTS (SELECT
                             FROM rollup
                            WHERE granularity = 'minute'
                              AND account_id = ?
                              AND bucket_start >= ?
                              AND bucket_start < ?)
            """;

    private static final String CLEAR_LATE = """
            UPDATE click_event
               SET late = false
              FROM unnest(?::bigint[], ?::text[]) AS folded (occurred_at, event_id)
             WHERE click_event.account_id = ?
               AND click_event.occurred_at = to_timestamp(folded.occurred_at / 1000.0)
               AND click_event.occurred_at >= ?
               AND click_event.occurred_at < ?
               AND click_event.event_id = folded.event_id
               AND click_event.late
            """;

    private static final Sql.Row<Boolean> HOLDS = row -> row.getBoolean(1);

    private final DataSource writer;
    private final Clock clock;
    private final int maxPartEvents;

    /** @param writer connections with the writer's role */
    public FoldLateRows(DataSource writer, Clock clock) {
        this(writer, clock, MAX_PART_EVENTS);
    }

    FoldLateRows(DataSource writer, Clock clock, int maxPartEvents) {
        this.writer = writer;
        this.clock = clock;
        this.maxPartEvents = maxPartEvents;
    }

    /** Folds all late events of complete days, newest days first. */
    public FoldedRows foldOnce() throws SQLException {
        try (Connection connection = writer.getConnection()) {
            FoldedRows done = FoldedRows.NONE;
            for (AccountDay day : Sql.list(connection, SELECT_LATE_DAYS, AccountDay::read)) {
                FoldedRows part;
                do {
                    part = LockedSnapshot.run(connection, transaction -> foldPart(transaction, day));
                    done = done.plus(part);
                } while (part.events() == maxPartEvents);
            }
            return done;
        }
    }

    private FoldedRows foldPart(Connection connection, AccountDay day) throws SQLException {
        if (!isComplete(connection, day)) {
            return FoldedRows.NONE;
        }
        List<LoggedEvent> late = Sql.list(
                connection, SELECT_LATE, LoggedEvent::read, day.accountId(), day.start(), day.end(), maxPartEvents);
        if (late.isEmpty()) {
            return FoldedRows.NONE;
        }
        RollupTable rollups = new RollupTable(connection, day.accountId());
        Set<Bucket> withRows = new HashSet<>();
        long rowsWritten = 0;
        boolean withMinutes = day.keepsMinutes(clock.instant()) || hasMinutes(connection, day);
        // Large buckets come first, because a bucket is examined only if the larger one around it has rows.
        for (Granularity granularity : List.of(Granularity.DAY, Granularity.HOUR, Granularity.MINUTE)) {
            if (granularity == Granularity.MINUTE && !withMinutes) {
                continue;
            }
            Map<Bucket, Tally> tallies = tally(day.accountId(), granularity, late, withRows);
            Map<Bucket, Tally> withoutRows = new HashMap<>(tallies);
            withoutRows.keySet().removeAll(rollups.addExisting(tallies));
            OnTimeEvents.addTo(connection, withoutRows);
            for (Map.Entry<Bucket, Tally> entry : tallies.entrySet()) {
                Bucket bucket = entry.getKey();
                Tally tally = entry.getValue();
                if (tally.events() >= Dimension.MIN_EVENTS) {
                    rowsWritten += rollups.upsert(bucket, tally);
                    withRows.add(bucket);
                }
            }
        }
        rollups.flush();
        clearLate(connection, day, late);
        return new FoldedRows(late.size(), rowsWritten, 1);
    }

    /**
     * Whether the day still has minutes. Existing rows must stay right, and a day past the retention may still have
     * some: the job drops them by its own clock, and not while it is down.
     */
    private static boolean hasMinutes(Connection connection, AccountDay day) throws SQLException {
        return Sql.first(connection, SELECT_HAS_MINUTES, HOLDS, day.accountId(), day.start(), day.end())
                .orElseThrow();
    }

    private static Map<Bucket, Tally> tally(
            String accountId, Granularity granularity, List<LoggedEvent> late, Set<Bucket> withRows) {
        Map<Bucket, Tally> tallies = new HashMap<>();
        for (LoggedEvent event : late) {
            RollupKey.forEach(accountId, event::scopeId, key -> {
                Bucket bucket = Bucket.of(key, granularity, event.occurredAt());
                if (granularity == Granularity.DAY || withRows.contains(bucket.around())) {
                    tallies.computeIfAbsent(bucket, b -> new Tally(key.scope())).add(event.counted());
                }
            });
        }
        return tallies;
    }

    private static boolean isComplete(Connection connection, AccountDay day) throws SQLException {
        return Sql.first(connection, SELECT_IS_COMPLETE, HOLDS, day.end(), day.day(), day.accountId())
                .orElseThrow();
    }

    private static void clearLate(Connection connection, AccountDay day, List<LoggedEvent> late) throws SQLException {
        long[] times = late.stream().mapToLong(LoggedEvent::occurredAt).toArray();
        String[] ids = late.stream().map(LoggedEvent::eventId).toArray(String[]::new);
        int cleared = Sql.update(connection, CLEAR_LATE, times, ids, day.accountId(), day.start(), day.end());
        if (cleared != late.size()) {
            throw new SQLException("cleared " + cleared + " late rows of " + day + " (expected: " + late.size()
                    + "); the fold of this part was rolled back");
        }
    }
}
