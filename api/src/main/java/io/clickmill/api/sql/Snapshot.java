package io.clickmill.api.sql;

import io.clickmill.api.query.StatsUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One state of the data, in which all statements of a question read. */
final class Snapshot {
    private static final String SQL = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private Snapshot() {}

    /** Statements that read together. */
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks in a transaction of its own.
     *
     * @throws StatsUnavailableException if the store does not answer
     */
    static <T> T read(DataSource dataSource, Question<T> question) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SQL);
                T answer = question.ask(connection);
                connection.rollback();
                return answer;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read statistics", e);
        }
    }

    /** A broken connection cannot be rolled back; the first error is the one to report. */
    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
