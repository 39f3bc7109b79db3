package io.clickmill.job;

import io.clickmill.contract.Schema;
import io.clickmill.contract.settings.Settings;
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
 * The connections of tasks to PostgreSQL, with the writer's role.
 *
 * @param url a JDBC URL
 * @param password null if the server asks for none, or if the URL holds it
 */
public record PostgresAccess(
        String url, String user, @Nullable String password) implements Serializable {
    /** SQLSTATE of a lock timeout. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final String APPLICATION_NAME = "clickmill-job";
    private static final int CONNECT_TIMEOUT_SECONDS = 10;
    private static final int SOCKET_TIMEOUT_SECONDS = 300;

    /** A task that freezes within a transaction must not block the run that replaces it. */
    private static final String SESSION_OPTIONS = "-c idle_in_transaction_session_timeout=60s";

    /** The driver would set the session's time zone to that of the JVM, but days are in UTC everywhere. */
    private static final String USE_UTC = "SET TIME ZONE 'UTC'";

    /** Reads the database's settings. */
    static PostgresAccess read(Settings settings) {
        return new PostgresAccess(
                settings.postgresUrl(),
                settings.text("CLICKMILL_POSTGRES_WRITER_USER", Schema.WRITER_ROLE),
                settings.textOrNull("CLICKMILL_POSTGRES_WRITER_PASSWORD"));
    }

    /**
     * Reads only the database's settings.
     *
     * @throws Settings.InvalidException if one of them is invalid or missing
     */
    public static PostgresAccess parse(Map<String, String> values) {
        Settings settings = new Settings(values);
        PostgresAccess access = read(settings);
        settings.requireValid();
        return access;
    }

    /** Unpooled connections for long work, such as a rebuild. */
    public DataSource dataSource() {
        return unpooled();
    }

    /**
     * A new connection with auto-commit for a subtask, which holds it for as long as it runs. It has a socket timeout:
     * if the server disappeared, a write without one would hang forever, and the job with it.
     */
    public Connection connect() throws SQLException {
        return connect("");
    }

    /**
     * Like {@link #connect()}.
     *
     * @param options more options of the session, such as {@code -c name=value}
     */
    public Connection connect(String options) throws SQLException {
        PGSimpleDataSource dataSource = unpooled();
        dataSource.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        String given = dataSource.getOptions();
        dataSource.setOptions(String.join(" ", given == null ? "" : given, SESSION_OPTIONS, options)
                .strip());
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
        // The parameters of a URL may hold a password.
        return "PostgresAccess[url=" + url.replaceFirst("\\?.*", "") + ", user=" + user + "]";
    }
}
