package io.clickmill.job.fold;

import io.clickmill.contract.Sql;
import io.clickmill.job.count.EventsByKey;
import io.clickmill.job.seal.SealTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The first late events of a day, in the order of time and event id. A part has a limit in events and one in bytes, so
 * that neither its transaction nor its memory gets too large.
 *
 * @param events empty if no event of the day is late
 * @param lastTime the time of the last event in epoch milliseconds
 * @param more whether the limit was reached
 */
record LatePart(EventsByKey events, long lastTime, String lastId, boolean more) {
    private static final int FETCH_ROWS = 1_000;

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

    private static final String CLEAR_LATE = """
            UPDATE click_event
               SET late = false
             WHERE account_id = ?
               AND occurred_at >= ?
               AND occurred_at < ?
               AND (occurred_at, event_id) <= (?, ?)
               AND late
            """;

    /** Reads a part. Must be called within a transaction. */
    static LatePart read(Connection connection, AccountDay day, int maxEvents, long maxBytes) throws SQLException {
        EventsByKey events = new EventsByKey(day.accountId());
        long lastTime = 0;
        String lastId = "";
        try (PreparedStatement statement = connection.prepareStatement(SELECT_LATE)) {
            statement.setString(1, day.accountId());
            statement.setObject(2, day.start());
            statement.setObject(3, day.end());
            statement.setInt(4, maxEvents);
            // Within a transaction, a fetch size makes the driver use a cursor.
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                while (events.bytes() < maxBytes && rows.next()) {
                    LoggedEvent event = LoggedEvent.read(rows);
                    events.add(event.occurredAt(), event::scopeId, event.counted());
                    lastTime = event.occurredAt();
                    lastId = event.eventId();
                }
            }
        }
        boolean more = events.size() == maxEvents || events.bytes() >= maxBytes;
        return new LatePart(events, lastTime, lastId, more);
    }

    /** Adds a seal of exactly these events if the day is sealed. It must be called before {@link #clear}. */
    void seal(Connection connection, AccountDay day) throws SQLException {
        SealTable seals = new SealTable(connection, day.accountId(), day.day());
        if (seals.isSealed()) {
            requireAll("sealed", seals.addLate(last(), lastId), day);
        }
    }

    /** Clears {@code late} of exactly these events. */
    void clear(Connection connection, AccountDay day) throws SQLException {
        LockedSnapshot.lockInOrder(connection);
        int cleared = Sql.update(connection, CLEAR_LATE, day.accountId(), day.start(), day.end(), last(), lastId);
        requireAll("cleared", cleared, day);
    }

    private OffsetDateTime last() {
        return Instant.ofEpochMilli(lastTime).atOffset(ZoneOffset.UTC);
    }

    private void requireAll(String done, long rows, AccountDay day) throws SQLException {
        if (rows != events.size()) {
            throw new SQLException(done + " " + rows + " late rows of " + day + " (expected: " + events.size()
                    + "); the fold of this part was rolled back");
        }
    }
}
