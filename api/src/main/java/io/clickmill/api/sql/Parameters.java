package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a statement, collected in the order in which its text is written. */
final class Parameters {
    private final List<Binder> binders = new ArrayList<>();

    /** Sets the parameter at an index, from 1. */
    private interface Binder {
        void bind(PreparedStatement statement, int index) throws SQLException;
    }

    Parameters text(String value) {
        binders.add((statement, index) -> statement.setString(index, value));
        return this;
    }

    Parameters number(double value) {
        binders.add((statement, index) -> statement.setDouble(index, value));
        return this;
    }

    Parameters number(long value) {
        binders.add((statement, index) -> statement.setLong(index, value));
        return this;
    }

    Parameters texts(List<String> values) {
        String[] elements = values.toArray(String[]::new);
        binders.add((statement, index) -> setArray(statement, index, "text", elements));
        return this;
    }

    /** A timestamptz, with its type, so that the server can prune partitions while it plans. */
    Parameters instant(long epochMillis) {
        binders.add((statement, index) ->
                statement.setObject(index, Instant.ofEpochMilli(epochMillis).atOffset(ZoneOffset.UTC)));
        return this;
    }

    Parameters instants(long[] epochMillis) {
        String[] elements = new String[epochMillis.length];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Instant.ofEpochMilli(epochMillis[i]).toString();
        }
        binders.add((statement, index) -> setArray(statement, index, "timestamptz", elements));
        return this;
    }

    /** Two arrays of timestamptz: the starts and the ends. */
    Parameters spans(List<Span> spans) {
        instants(spans.stream().mapToLong(Span::from).toArray());
        return instants(spans.stream().mapToLong(Span::to).toArray());
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < binders.size(); i++) {
            binders.get(i).bind(statement, i + 1);
        }
    }

    /** Reader of one row. */
    interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    /**
     * Runs a statement with these parameters, and returns the number of its rows.
     *
     * @param fetchRows the number of rows that the driver holds at a time, 0 for all
     */
    long read(Connection connection, String sql, int fetchRows, Reader reader) throws SQLException {
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement);
            statement.setFetchSize(fetchRows);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    reader.read(rows);
                }
            }
        }
        return count;
    }

    /** Runs a statement with these parameters, and reads all its rows. */
    <T> List<T> list(Connection connection, String sql, int fetchRows, Sql.Row<T> reader) throws SQLException {
        List<T> list = new ArrayList<>();
        read(connection, sql, fetchRows, row -> list.add(reader.read(row)));
        return list;
    }

    private static void setArray(PreparedStatement statement, int index, String type, String[] elements)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(index, connection.createArrayOf(type, elements));
    }
}
