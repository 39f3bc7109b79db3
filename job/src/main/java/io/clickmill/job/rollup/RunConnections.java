package io.clickmill.job.rollup;

import io.clickmill.contract.Sql;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.progress.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.flink.connector.jdbc.datasource.connections.JdbcConnectionProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a subtask of the connector. Its session names the run, and the trigger {@code run_fence} of table
 * {@code rollup} refuses what the session of an earlier run writes. It has auto-commit, as the connector never commits:
 * each batch is a transaction.
 */
final class RunConnections implements JdbcConnectionProvider {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RunConnections.class);

    private static final int VALIDATION_SECONDS = 10;

    /** For the whole session, not only for a transaction. */
    private static final String SET_RUN = "SELECT set_config('clickmill.run', ?, false)";

    private final PostgresAccess postgres;
    private final RunId run;
    private transient @Nullable Connection connection;

    RunConnections(PostgresAccess postgres, RunId run) {
        this.postgres = postgres;
        this.run = run;
    }

    @Override
    public @Nullable Connection getConnection() {
        return connection;
    }

    @Override
    public boolean isConnectionValid() throws SQLException {
        return connection != null && connection.isValid(VALIDATION_SECONDS);
    }

    @Override
    public Connection getOrEstablishConnection() throws SQLException {
        return connection == null ? reestablishConnection() : connection;
    }

    @Override
    public Connection reestablishConnection() throws SQLException {
        closeConnection();
        Connection opened = postgres.connect();
        try {
            Sql.update(opened, SET_RUN, run.value());
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        connection = opened;
        return opened;
    }

    @Override
    public void closeConnection() {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("a connection to PostgreSQL could not be closed", e);
        } finally {
            connection = null;
        }
    }
}
