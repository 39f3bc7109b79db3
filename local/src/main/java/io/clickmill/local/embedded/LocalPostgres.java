package io.clickmill.local.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server under this process, on this machine's loopback only, whose data stays in a folder. Set up to lose
 * nothing: a row that is acknowledged is on disk.
 */
public final class LocalPostgres implements Closeable {
    /** Owns the database and its schema. */
    public static final String OWNER_ROLE = "postgres";

    private static final String DATABASE = "clickmill";

    /** A file in the data folder, there once the database is. */
    private static final String COMPLETE_MARK = "clickmill.complete";

    /** Recovery after a kill replays up to max_wal_size of log. */
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(120);

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            // The library passes -F, which is fsync=off; a later setting wins.
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            // Sockets in /tmp would be seen by other users, and nobody here uses them.
            Map.entry("unix_socket_directories", ""),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("work_mem", "16MB"),
            Map.entry("maintenance_work_mem", "128MB"),
            Map.entry("max_connections", "100"),
            // A partitioned table takes a lock a partition and index.
            Map.entry("max_locks_per_transaction", "256"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts the server, after stopping one that was left behind on the same data.
     *
     * @param dataFolder made and filled at the first start
     * @param programFolder for PostgreSQL's programs, unpacked at the first start
     * @param port free
     * @param log file for what PostgreSQL says
     */
    public static LocalPostgres start(Path dataFolder, Path programFolder, int port, Path log) throws IOException {
        LeftoverPostgres.stop(dataFolder);
        removeHalfMade(dataFolder);
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(dataFolder)
                .setOverrideWorkingDirectory(programFolder.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP_WAIT)
                .setPort(port)
                // Texts are compared by their bytes: the same order on every machine, and no locale to be missing.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setOutputRedirector(output)
                .setErrorRedirector(output);
        SETTINGS.forEach(builder::setServerConfig);
        LocalPostgres postgres = new LocalPostgres(builder.start());
        try {
            postgres.createDatabase();
            if (!Files.exists(dataFolder.resolve(COMPLETE_MARK))) {
                Files.createFile(dataFolder.resolve(COMPLETE_MARK));
            }
            return postgres;
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("cannot make the database " + DATABASE, e);
        }
    }

    /** JDBC URL of the database, without a user. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
    }

    /** Unpooled connections as a role, which needs no password. */
    public DataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url());
        source.setUser(role);
        return source;
    }

    /** What a kill during the first start left: initdb refuses a folder that is not empty, and nothing is in it yet. */
    private static void removeHalfMade(Path dataFolder) throws IOException {
        if (Files.isDirectory(dataFolder) && !Files.exists(dataFolder.resolve(COMPLETE_MARK))) {
            Folders.delete(dataFolder);
        }
    }

    private void createDatabase() throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
