package io.clickmill.bench.check;

import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.StatsQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts the clicks that a query asks for, by plain SQL over the log. */
final class CountedLog {
    /** Groups by their values, for messages in a readable order. */
    static final Comparator<List<String>> ORDER = Comparator.comparing(List::toString);

    private CountedLog() {}

    /** Returns the clicks of each group. The query must have no interval, and may only use fields that rollups have. */
    static Map<List<String>, Long> count(Connection connection, StatsQuery query) throws SQLException {
        List<String> columns = query.groupBy().stream().map(CountedLog::column).toList();
        String conditions =
                query.selection().filters().stream().map(CountedLog::condition).collect(Collectors.joining());
        String sql = "SELECT " + columns.stream().map(column -> column + ", ").collect(Collectors.joining())
                + "count(*) FROM click_event WHERE account_id = ? AND occurred_at >= ? AND occurred_at < ?"
                + " AND event = 'click' AND NOT bot" + conditions
                + (columns.isEmpty() ? "" : " GROUP BY " + String.join(", ", columns));
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, query.accountId());
            select.setObject(2, Instant.ofEpochMilli(query.range().from()).atOffset(ZoneOffset.UTC));
            select.setObject(3, Instant.ofEpochMilli(query.range().to()).atOffset(ZoneOffset.UTC));
            int parameter = 4;
            for (Filter filter : query.selection().filters()) {
                select.setArray(
                        parameter++,
                        connection.createArrayOf("text", filter.values().toArray()));
            }
            try (ResultSet rows = select.executeQuery()) {
                return read(rows, columns.size());
            }
        }
    }

    private static Map<List<String>, Long> read(ResultSet rows, int fields) throws SQLException {
        Map<List<String>, Long> clicks = new TreeMap<>(ORDER);
        while (rows.next()) {
            List<String> group = new ArrayList<>();
            for (int i = 1; i <= fields; i++) {
                group.add(rows.getString(i));
            }
            clicks.put(group, rows.getLong(fields + 1));
        }
        return clicks;
    }

    private static String condition(Filter filter) {
        return " AND " + column(filter.field()) + (filter.exclude() ? " <> ALL (?)" : " = ANY (?)");
    }

    private static String column(Field field) {
        return field.dimension().orElseThrow().expression();
    }
}
