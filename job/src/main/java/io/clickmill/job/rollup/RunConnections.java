package io.clickmill.job.rollup;

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

    /** The rows are written in the task's thread, and Flink ends a worker whose task is not cancelled after 180 s. */
    private static final int NETWORK_TIMEOUT_MILLIS = 120_000;

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
        // An option of the session, unlike a SET, also survives RESET ALL.
        Connection opened = postgres.connect("-c clickmill.run=" + run.value());
        opened.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
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
