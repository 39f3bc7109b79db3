package io.clickmill.job.fold;

import io.clickmill.contract.Granularity;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 *
 * <p>If many events of a day are late, as after an import, it costs less to count all of them again than to read and
 * write the same rows for each part. Such a day is marked in {@code rollup_gap} and {@linkplain RecountDay recounted}.
 * Until then readers count it in the log, as they did with its late events. A fold that is interrupted leaves the mark,
 * and the next fold or rebuild goes on.
 */
public final class FoldLateRows {
    /** The maximum number of late events in a transaction. */
    static final int MAX_PART_EVENTS = 20_000;

    /** The maximum memory of the late events in a transaction. */
    private static final long MAX_PART_BYTES = 50_000_000;

    /** A day with more late events than this is recounted, if at least one in {@link #RECOUNTED_FOR_ONE} is late. */
    private static final int MIN_RECOUNTED = 20_000;

    /** The number of events that are recounted in the time in which one late event is added to its buckets. */
    private static final int RECOUNTED_FOR_ONE = 4;

    private static final String MARK_REASON = "fold of many late events";

    /** Complete days with late events, and days that a fold has marked and not recounted. */
    private static final String SELECT_DAYS = """
            SELECT late.account_id, (late.occurred_at AT TIME ZONE 'UTC')::date AS day, false AS marked
              FROM click_event AS late
             CROSS JOIN rollup_progress
             WHERE late.late
               AND late.occurred_at < date_trunc('day', rollup_progress.progress, 'UTC')
               AND NOT EXISTS (SELECT
                                 FROM rollup_gap
                                WHERE rollup_gap.day = (late.occurred_at AT TIME ZONE 'UTC')::date
                                  AND (rollup_gap.account_id IS NULL OR rollup_gap.account_id = late.account_id))
             UNION
            SELECT rollup_gap.account_id, rollup_gap.day, true
              FROM rollup_gap
             CROSS JOIN rollup_progress
             WHERE rollup_gap.reason = ?
               AND rollup_gap.day < (rollup_progress.progress AT TIME ZONE 'UTC')::date
             ORDER BY day DESC, account_id
            """;

    private static final String INSERT_MARK = """
            INSERT INTO rollup_gap (account_id, day, reason)
            SELECT asked.account_id, asked.day, asked.reason
              FROM (VALUES (?, ?::date, ?)) AS asked (account_id, day, reason)
             WHERE NOT EXISTS (SELECT
                                 FROM rollup_gap AS known
                                WHERE known.account_id = asked.account_id
                                  AND known.day = asked.day)
            """;

    private static final String SELECT_HAS_MANY_LATE = """
            SELECT CASE WHEN late.events > ?
                        THEN NOT EXISTS (SELECT
                                           FROM click_event
                                          WHERE account_id = late.account_id
                                            AND occurred_at >= late.day_start
                                            AND occurred_at < late.day_end
                                         OFFSET late.events * ?
                                          LIMIT 1)
                        ELSE false
                    END
              FROM (SELECT count(*) AS events, asked.account_id, asked.day_start, asked.day_end
                      FROM (VALUES (?, ?::timestamptz, ?::timestamptz)) AS asked (account_id, day_start, day_end)
                      JOIN click_event
                        ON click_event.account_id = asked.account_id
                       AND click_event.occurred_at >= asked.day_start
                       AND click_event.occurred_at < asked.day_end
                       AND click_event.late
                     GROUP BY asked.account_id, asked.day_start, asked.day_end) AS late
            """;

    /** Finds remaining minutes of a day past their retention. */
    private static final String SELECT_HAS_MINUTES = """
            SELECT EXISTS (SELECT
                             FROM rollup
                            WHERE granularity = 'minute'
                              AND account_id = ?
                              AND bucket_start >= ?
                              AND bucket_start < ?)
            """;

    private static final Sql.Row<Boolean> HOLDS = row -> row.getBoolean(1);

    private final DataSource writer;
    private final Clock clock;
    private final int maxPartEvents;
    private final long maxPartBytes;
    private final int minRecounted;
    private final RecountDay recount;

    /** @param writer connections with the writer's role */
    public FoldLateRows(DataSource writer, Clock clock) {
        this(writer, clock, MAX_PART_EVENTS);
    }

    FoldLateRows(DataSource writer, Clock clock, int maxPartEvents) {
        this(writer, clock, maxPartEvents, MAX_PART_BYTES, MIN_RECOUNTED, new RecountDay(clock));
    }

    FoldLateRows(
            DataSource writer,
            Clock clock,
            int maxPartEvents,
            long maxPartBytes,
            int minRecounted,
            RecountDay recount) {
        this.writer = writer;
        this.clock = clock;
        this.maxPartEvents = maxPartEvents;
        this.maxPartBytes = maxPartBytes;
        this.minRecounted = minRecounted;
        this.recount = recount;
    }

    /**
     * Folds all late events of complete days, newest days first unless another program works on the account. A day that
     * fails does not keep the others from being folded.
     *
     * @throws SQLException after all days, if one has failed
     */
    public FoldedRows foldOnce() throws SQLException {
        try (Connection connection = writer.getConnection()) {
            Map<AccountDay, Boolean> days = new LinkedHashMap<>();
            Sql.list(
                    connection,
                    SELECT_DAYS,
                    row -> days.merge(AccountDay.read(row), row.getBoolean(3), Boolean::logicalOr),
                    MARK_REASON);
            List<FoldedRows> done = new ArrayList<>();
            FreeAccountsFirst.forEach(
                    connection,
                    List.copyOf(days.keySet()),
                    day -> done.add(fold(connection, day, days.getOrDefault(day, false))));
            return done.stream().reduce(FoldedRows.NONE, FoldedRows::plus);
        }
    }

    private FoldedRows fold(Connection connection, AccountDay day, boolean isMarked) throws SQLException {
        if (isMarked) {
            return recount(connection, day);
        }
        return hasManyLate(connection, day) ? mark(connection, day) : foldParts(connection, day);
    }

    private boolean hasManyLate(Connection connection, AccountDay day) throws SQLException {
        return Sql.first(
                        connection,
                        SELECT_HAS_MANY_LATE,
                        HOLDS,
                        minRecounted,
                        RECOUNTED_FOR_ONE,
                        day.accountId(),
                        day.start(),
                        day.end())
                .orElse(false);
    }

    private FoldedRows mark(Connection connection, AccountDay day) throws SQLException {
        Sql.update(connection, INSERT_MARK, day.accountId(), day.day(), MARK_REASON);
        return recount(connection, day);
    }

    private FoldedRows recount(Connection connection, AccountDay day) throws SQLException {
        return recount.run(connection, day)
                .map(done -> new FoldedRows(done.late(), done.rollupRows(), done.transactions()))
                .orElse(FoldedRows.NONE);
    }

    private FoldedRows foldParts(Connection connection, AccountDay day) throws SQLException {
        FoldedRows done = FoldedRows.NONE;
        for (boolean more = true; more; ) {
            Folded part = LockedSnapshot.run(connection, day.accountId(), transaction -> foldPart(transaction, day));
            done = done.plus(part.rows);
            more = part.more;
        }
        return done;
    }

    /** @param more whether the day may have more late events */
    private record Folded(FoldedRows rows, boolean more) {}

    private Folded foldPart(Connection connection, AccountDay day) throws SQLException {
        if (!day.isComplete(connection)) {
            return new Folded(FoldedRows.NONE, false);
        }
        LatePart late = LatePart.read(connection, day, maxPartEvents, maxPartBytes);
        if (late.events().size() == 0) {
            return new Folded(FoldedRows.NONE, false);
        }
        AddToBuckets buckets = new AddToBuckets(connection, day.accountId(), late.events());
        buckets.add(Granularity.DAY);
        buckets.add(Granularity.HOUR);
        if (day.keepsMinutes(clock.instant()) || hasMinutes(connection, day)) {
            buckets.add(Granularity.MINUTE);
        }
        long rows = buckets.finish();
        late.seal(connection, day);
        late.clear(connection, day);
        return new Folded(new FoldedRows(late.events().size(), rows, 1), late.more());
    }

    /**
     * Whether the day still has minutes. Existing rows must stay right, and a day past the retention may still have
     * some: the job drops them by its own clock, and not while it is down.
     */
    private static boolean hasMinutes(Connection connection, AccountDay day) throws SQLException {
        return Sql.first(connection, SELECT_HAS_MINUTES, HOLDS, day.accountId(), day.start(), day.end())
                .orElseThrow();
    }
}
