package io.clickmill.api.sql;

import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One state of the data, in which all statements of a question read. */
final class Snapshot {
    private static final String SQL = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    /** The driver's setting, which its error names in all languages; it has no code of its own. */
    private static final String MAX_RESULT_BUFFER = "maxResultBuffer";

    private static final QueryError TOO_LARGE = QueryError.invalid(
            "metrics", "uniques that take too much memory", "a shorter range, fewer fields or a filter");

    private Snapshot() {}

    /** Statements that read together. */
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /**
     * Asks in a transaction of its own.
     *
     * @throws StatsUnavailableException if the store does not answer
     * @throws QueryException if some rows that come together are longer than the driver may hold
     */
    static <T> T read(DataSource dataSource, Question<T> question) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SQL);
                return question.ask(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains(MAX_RESULT_BUFFER)) {
                throw new QueryException(TOO_LARGE);
            }
            throw new StatsUnavailableException("cannot read statistics", e);
        }
    }
}
