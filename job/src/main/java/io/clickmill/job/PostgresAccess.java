package io.clickmill.job;

import io.clickmill.contract.Schema;
import io.clickmill.contract.Settings;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How tasks reach PostgreSQL, as the writer's role.
 *
 * @param url a JDBC URL
 * @param password null where the server asks for none, or the URL has it
 */
public record PostgresAccess(
        String url, String user, @Nullable String password) implements Serializable {
    /** SQLSTATE of a lock timeout. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String APPLICATION_NAME = "clickmill-job";
    private static final int CONNECT_TIMEOUT_SECONDS = 10;
    private static final int SOCKET_TIMEOUT_SECONDS = 300;

    /** A task that stands still in the middle of a transaction must not hold up the run that replaces it. */
    private static final String SESSION_OPTIONS = "-c idle_in_transaction_session_timeout=60s";

    /** The driver gives a session the time zone of the JVM; a day is one of UTC everywhere. */
    private static final String USE_UTC = "SET TIME ZONE 'UTC'";

    /** Reads the database of the settings. */
    static PostgresAccess read(Settings settings) {
        return new PostgresAccess(
                settings.postgresUrl(),
                settings.text("CLICKMILL_POSTGRES_WRITER_USER", Schema.WRITER_ROLE),
                settings.textOrNull("CLICKMILL_POSTGRES_WRITER_PASSWORD"));
    }

    /**
     * Reads the settings of the database alone.
     *
     * @throws Settings.InvalidException if one of them is wrong or missing
     */
    public static PostgresAccess parse(Map<String, String> values) {
        Settings settings = new Settings(values);
        PostgresAccess access = read(settings);
        settings.requireValid();
        return access;
    }

    /** Unpooled connections for what may take long, as a rebuild. */
    public DataSource dataSource() {
        return unpooled();
    }

    /**
     * A new connection of a task, with auto-commit: a subtask holds one for as long as it runs. A server that is gone is
     * noticed: a write that hangs for ever is a job that stands still for ever.
     */
    public Connection connect() throws SQLException {
        PGSimpleDataSource dataSource = unpooled();
        dataSource.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        String given = dataSource.getOptions();
        dataSource.setOptions(given == null ? SESSION_OPTIONS : given + " " + SESSION_OPTIONS);
        Connection connection = Objects.requireNonNull(dataSource.getConnection());
        try (Statement statement = connection.createStatement()) {
            statement.execute(USE_UTC);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private PGSimpleDataSource unpooled() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(user);
        if (password != null) {
            dataSource.setPassword(password);
        }
        dataSource.setApplicationName(APPLICATION_NAME);
        dataSource.setTcpKeepAlive(true);
        dataSource.setConnectTimeout(CONNECT_TIMEOUT_SECONDS);
        dataSource.setReWriteBatchedInserts(true);
        return dataSource;
    }

    @Override
    public String toString() {
        // A URL may have a password among its parameters.
        return "PostgresAccess[url=" + url.replaceFirst("\\?.*", "") + ", user=" + user + "]";
    }
}
