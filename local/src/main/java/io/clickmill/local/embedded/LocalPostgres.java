package io.clickmill.local.embedded;

import io.clickmill.local.run.SecretFile;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.utils.Utils;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server as a child of this process. It listens on this machine's loopback only, and keeps its data in a
 * folder. It is configured to lose nothing: a row that is acknowledged is on disk. Every connection needs the password
 * of the data folder, because other users of the machine can reach the loopback too.
 */
public final class LocalPostgres implements Closeable {
    /** The role that owns the database and its schema. */
    public static final String OWNER_ROLE = "postgres";

    static final String DATABASE = "clickmill";

    /** A file in the data folder that exists once the database is complete. */
    private static final String COMPLETE_MARK = "clickmill.complete";

    /** The whole of pg_hba.conf: nobody connects without the password. */
    private static final String ONLY_BY_PASSWORD = "host all all 127.0.0.1/32 scram-sha-256\n";

    /**
     * The rule for a start that sets the password. It is needed if an older release created the data, or if the
     * password's file was lost.
     */
    private static final String OWNER_FREELY = "host all " + OWNER_ROLE + " 127.0.0.1/32 trust\n";

    /** The maximum wait for a start. It is long, because recovery after a kill replays up to max_wal_size of WAL. */
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(120);

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            // The library passes -F, which is fsync=off. This later setting wins.
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("listen_addresses", "127.0.0.1"),
            // No sockets in /tmp: other users would see them, and nothing here uses them.
            Map.entry("unix_socket_directories", ""),
            Map.entry("shared_buffers", "256MB"),
            Map.entry("work_mem", "16MB"),
            Map.entry("maintenance_work_mem", "128MB"),
            Map.entry("max_connections", "100"),
            // A query of a partitioned table takes a lock for each partition and index.
            Map.entry("max_locks_per_transaction", "256"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"));

    private final EmbeddedPostgres server;

    private final String password;

    private LocalPostgres(EmbeddedPostgres server, String password) {
        this.server = server;
        this.password = password;
    }

    /**
     * Starts the server. First stops a server that a crash left running on the same data.
     *
     * @param dataFolder the folder of the data; created at the first start
     * @param programFolder the folder of PostgreSQL's programs; they are unpacked at the first start
     * @param passwordFile the password of all roles; created at the first start
     * @param port a free port
     * @param log the file for PostgreSQL's output
     */
    public static LocalPostgres start(Path dataFolder, Path programFolder, SecretFile passwordFile, int port, Path log)
            throws IOException {
        LeftoverPostgres.stop(dataFolder);
        removeHalfMade(dataFolder);
        boolean fresh = !isIn(dataFolder);
        boolean knowsPassword =
                fresh || passwordFile.read().isPresent() && ONLY_BY_PASSWORD.equals(accessRules(dataFolder));
        String password = passwordFile.readOrMake();
        ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(dataFolder)
                .setOverrideWorkingDirectory(programFolder.toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP_WAIT)
                .setPort(port)
                // Texts are compared by their bytes. The order is the same on every machine, and no locale can be
                // missing.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // This becomes an option of initdb, which sets the owner's password before the first start.
                .setLocaleConfig("pwfile", passwordFile.path().toString())
                .setConnectConfig("password", password)
                .setDataDirectoryCustomizer(
                        data -> writeAccessRules(data.toPath(), knowsPassword ? ONLY_BY_PASSWORD : OWNER_FREELY))
                .setOutputRedirector(output)
                .setErrorRedirector(output);
        SETTINGS.forEach(builder::setServerConfig);
        // The library does not create the folder if this process has unpacked the programs elsewhere before.
        Files.createDirectories(programFolder);
        LocalPostgres postgres = new LocalPostgres(builder.start(), password);
        try {
            // The library makes the folder writable for everybody.
            SecretFile.closeFolder(programFolder);
            if (!knowsPassword) {
                postgres.setPassword(OWNER_ROLE);
                writeAccessRules(dataFolder, ONLY_BY_PASSWORD);
                postgres.execute("SELECT pg_reload_conf()");
            }
            postgres.createDatabase();
            if (!isIn(dataFolder)) {
                Files.createFile(dataFolder.resolve(COMPLETE_MARK));
            }
            return postgres;
        } catch (SQLException e) {
            postgres.close();
            throw new IOException("cannot prepare the database " + DATABASE, e);
        }
    }

    /** The JDBC URL of the database, without a user. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
    }

    /** Unpooled connections as a role. The role must have the password, see {@link #setPassword}. */
    public DataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url());
        source.setUser(role);
        source.setPassword(password);
        return source;
    }

    /** Lets a role connect, with the password of the data folder. */
    public void setPassword(String role) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection()) {
            // The driver sends a digest. A statement with the password itself could end up in the server's log.
            connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
        }
    }

    private static String accessRules(Path dataFolder) throws IOException {
        return Files.readString(dataFolder.resolve("pg_hba.conf"));
    }

    private static void writeAccessRules(Path dataFolder, String rules) {
        try {
            Files.writeString(dataFolder.resolve("pg_hba.conf"), rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void execute(String statementText) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statementText);
        }
    }

    /** Whether the folder has a complete database. */
    static boolean isIn(Path dataFolder) {
        return Files.exists(dataFolder.resolve(COMPLETE_MARK));
    }

    /**
     * Deletes the remains of a first start that was killed. They hold no events, and initdb refuses a folder with
     * files.
     */
    private static void removeHalfMade(Path dataFolder) throws IOException {
        if (Files.isDirectory(dataFolder) && !isIn(dataFolder)) {
            Utils.delete(dataFolder.toFile());
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
