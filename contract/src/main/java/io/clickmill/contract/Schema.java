package io.clickmill.contract;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.util.PSQLState;

/**
 * The table schema. This class applies the migrations under {@code io/clickmill/contract/migration}, and lets a program
 * refuse a schema that it does not know.
 *
 * <p>Migrations run as the owner of the database. They create the roles {@code clickmill_writer} (the job) and
 * {@code clickmill_reader} (the API). Both may log in, but have no password until the operator sets one.
 */
public final class Schema {
    /** Login role of the job. */
    public static final String WRITER_ROLE = "clickmill_writer";

    /** Login role of the API. */
    public static final String READER_ROLE = "clickmill_reader";

    /** The schema version that this build reads and writes. */
    public static final String VERSION = "7";

    /** Timeout of the version check, as another session may hold a lock on the table. */
    private static final int CHECK_SECONDS = 2;

    private static final int NO_LIMIT = 0;

    private Schema() {}

    /**
     * Brings the schema up to {@link #VERSION}; does nothing if it has this version already.
     *
     * @return number of migrations applied
     */
    public static int migrate(DataSource owner) {
        return flyway(owner).load().migrate().migrationsExecuted;
    }

    /**
     * Returns silently if the database has exactly the schema that this build knows. Each start and restart of the job
     * asks this several times, and Flyway would search the class path for migrations each time.
     *
     * @throws IllegalStateException if the schema is older, newer or absent; the message names both versions and the
     *     remedy
     */
    public static void requireCurrent(DataSource dataSource) throws SQLException {
        String found;
        try (Connection connection = dataSource.getConnection()) {
            found = version(connection, NO_LIMIT).orElse("none");
        } catch (SQLException e) {
            if (!PSQLState.UNDEFINED_TABLE.getState().equals(e.getSQLState())) {
                throw e;
            }
            found = "none";
        }
        if (!VERSION.equals(found)) {
            throw new IllegalStateException("database schema: version " + found + " (expected: " + VERSION
                    + "); run `clickmill migrate` of this release, or use the release that fits the schema");
        }
    }

    /** Whether the database has exactly the schema that this build knows. Takes one statement on this connection. */
    public static boolean isCurrent(Connection connection) throws SQLException {
        return version(connection, CHECK_SECONDS).equals(Optional.of(VERSION));
    }

    private static Optional<String> version(Connection connection, int timeoutSeconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
            try (ResultSet rows = statement.executeQuery("SELECT version FROM schema_history"
                    + " WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    static FluentConfiguration flyway(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/clickmill/contract/migration")
                .table("schema_history")
                .cleanDisabled(true)
                .ignoreMigrationPatterns("*:future");
    }
}
