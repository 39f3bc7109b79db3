package io.clickmill.job.fold;

import io.clickmill.contract.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the human events of a bucket that are not late. */
final class OnTimeEvents {
    private static final Map<Scope, String> SELECT = new EnumMap<>(Scope.class);

    static {
        for (Scope scope : Scope.values()) {
            SELECT.put(scope, """
                    SELECT %s
                      FROM click_event
                     WHERE account_id = ?
                       AND occurred_at >= ?
                       AND occurred_at < ?
                       AND NOT late
                       AND NOT bot
                       %s
                    """.formatted(LoggedEvent.COLUMNS, condition(scope)));
        }
    }

    private OnTimeEvents() {}

    static List<LoggedEvent> select(Connection connection, Bucket bucket) throws SQLException {
        Scope scope = bucket.key().scope();
        List<LoggedEvent> events = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(Objects.requireNonNull(SELECT.get(scope)))) {
            statement.setString(1, bucket.key().accountId());
            statement.setObject(2, Instant.ofEpochMilli(bucket.start()).atOffset(ZoneOffset.UTC));
            statement.setObject(3, Instant.ofEpochMilli(bucket.end()).atOffset(ZoneOffset.UTC));
            if (scope != Scope.ACCOUNT) {
                statement.setString(4, bucket.key().scopeId());
            }
            if (scope == Scope.SOURCE) {
                statement.setString(5, bucket.key().scopeId());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(LoggedEvent.read(rows));
                }
            }
        }
        return events;
    }

    /**
     * The empty string is ruled out in words, because the indexes leave it out; that of sources also leaves out the sources
     * that are their campaign, which are most.
     */
    private static String condition(Scope scope) {
        return switch (scope) {
            case ACCOUNT -> "";
            case CAMPAIGN, LINK -> "AND %1$s = ? AND %1$s <> ''".formatted(scope.column());
            case SOURCE -> """
                    AND ((source_id = ? AND source_id <> '' AND source_id <> campaign_id)
                              OR (campaign_id = ? AND campaign_id <> '' AND source_id = campaign_id))""";
        };
    }
}
