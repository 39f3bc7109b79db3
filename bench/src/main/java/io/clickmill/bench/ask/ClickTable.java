package io.clickmill.bench.ask;

import io.clickmill.bench.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;

/**
 * The clicks in a database of DuckDB, sorted by campaign and time. It makes them faster than any program could that
 * goes through rows, and stays as the peer that is asked the same questions.
 */
final class ClickTable implements AutoCloseable {
    private final Connection connection;

    private ClickTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes the clicks of a shape.
     *
     * @param file the database's file, which does not exist yet
     */
    static ClickTable make(AskShape shape, Path file, Progress progress) throws SQLException {
        ClickTable table = open(file);
        try {
            table.fill(new ClickSql(shape), progress);
            return table;
        } catch (SQLException | RuntimeException | Error e) {
            table.close();
            throw e;
        }
    }

    /** Opens the file of a table. */
    static ClickTable open(Path file) throws SQLException {
        ClickTable table = new ClickTable(DriverManager.getConnection("jdbc:duckdb:" + file));
        try {
            table.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
            table.execute("SET memory_limit = '1GB'");
            table.execute("SET TimeZone = 'UTC'");
            return table;
        } catch (SQLException | RuntimeException | Error e) {
            table.close();
            throw e;
        }
    }

    private void fill(ClickSql sql, Progress progress) throws SQLException {
        for (String statement : sql.prepare()) {
            execute(statement);
        }
        List<Long> bounds = sql.bounds();
        long all = bounds.get(bounds.size() - 1);
        for (int part = 1; part < bounds.size(); part++) {
            progress.at("making clicks", bounds.get(part - 1), all);
            execute(sql.make(bounds.get(part - 1), bounds.get(part)));
        }
        progress.at("making clicks", all, all);
        execute("CHECKPOINT");
    }

    /** Writes the clicks of a day into a file, in the order of time, in the columns of {@link ClickSql#columns}. */
    void export(LocalDate day, Path file) throws SQLException {
        execute(ClickSql.export(day, file.toString()));
    }

    /** The connection by which the table is asked. It is closed with the table. */
    Connection connection() {
        return connection;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
