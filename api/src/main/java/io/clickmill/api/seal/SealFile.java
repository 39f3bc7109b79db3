package io.clickmill.api.seal;

import io.clickmill.contract.SealFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of DuckDB that this process alone uses, in a folder that nobody but its owner may enter. It starts empty if
 * it is of another release.
 */
final class SealFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealFile.class);

    /** Which columns and tables the file has; a file of another release is deleted. */
    private static final String FILE_FORMAT = "2-" + SealFormat.VERSION;

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** As many processes can use the same folder. */
    private static final int MAX_FILES = 16;

    /**
     * Files are read from the folder only, nothing is loaded from the network, and no statement can change that. Rows
     * need not keep their order when they are loaded, which takes a third of the time. A question that needs an order asks for one.
     */
    private static final String SETTINGS = """
            SET threads = %d;
            SET memory_limit = '%dMB';
            SET temp_directory = '%s';
            SET max_temp_directory_size = '%dMB';
            SET preserve_insertion_order = false;
            SET autoinstall_known_extensions = false;
            SET autoload_known_extensions = false;
            SET allow_community_extensions = false;
            SET allowed_directories = ['%s'];
            SET enable_external_access = false;
            SET lock_configuration = true;
            """;

    private static final String CREATE = """
            CREATE TABLE IF NOT EXISTS format AS SELECT '%s' AS format;
            CREATE TABLE IF NOT EXISTS shelf (shelf INTEGER, account_id VARCHAR, month DATE);
            CREATE TABLE IF NOT EXISTS loaded (seal INTEGER, seal_id UUID, shelf INTEGER, day DATE);
            """.formatted(FILE_FORMAT);

    private final DuckDBConnection connection;
    private final Path folder;

    private SealFile(DuckDBConnection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /**
     * Opens a file that no other process uses, in a folder within the given one.
     *
     * @throws IOException if there is no file that can be used, or the inner folder belongs to another user
     */
    static SealFile open(Path folder, SealStore.Limits limits) throws IOException {
        Path own = makePrivate(folder);
        SQLException failure = new SQLException("no file");
        for (int number = 0; number < MAX_FILES; number++) {
            try {
                return open(own.resolve("seals-" + number + ".duckdb"), limits, own);
            } catch (SQLException e) {
                failure = e;
            }
        }
        throw new IOException("cannot use a file in " + folder + ": " + failure.getMessage(), failure);
    }

    private static Path makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path own = folder.toRealPath().resolve("duckdb");
        boolean isPosix = Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class);
        if (!Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
            if (isPosix) {
                Files.createDirectory(own, PosixFilePermissions.asFileAttribute(PRIVATE));
            } else {
                Files.createDirectory(own);
            }
        }
        if (isPosix) {
            requireOwn(own);
        }
        return own;
    }

    private static void requireOwn(Path folder) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Path made = Files.createTempFile("clickmill", ".owner");
        try {
            UserPrincipal self = Files.getOwner(made);
            if (!found.isDirectory()
                    || !found.owner().equals(self)
                    || !found.permissions().equals(PRIVATE)) {
                throw new IOException(folder + ": belongs to " + found.owner() + " with "
                        + PosixFilePermissions.toString(found.permissions()) + " (expected: a folder of " + self
                        + " with " + PosixFilePermissions.toString(PRIVATE) + ")");
            }
        } finally {
            Files.delete(made);
        }
    }

    private static SealFile open(Path file, SealStore.Limits limits, Path folder) throws SQLException, IOException {
        DuckDBConnection connection = connect(file);
        try {
            if (!hasFormat(connection)) {
                connection.close();
                LOG.info("{} is of another release and starts empty", file);
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".wal"));
                connection = connect(file);
            }
            Path own = Files.createDirectories(folder.resolve(file.getFileName() + ".files"));
            deleteFiles(own);
            try (Statement statement = connection.createStatement()) {
                statement.execute(CREATE);
                statement.execute(SETTINGS.formatted(
                        limits.threads(),
                        limits.memoryMegabytes(),
                        quoted(own.resolve("spilled")),
                        limits.diskMegabytes(),
                        quoted(own)));
            }
            return new SealFile(connection, own);
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Deletes what a process that was killed has left. */
    private static void deleteFiles(Path folder) throws IOException {
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(folder)) {
                    Files.delete(path);
                }
            }
        }
    }

    private static DuckDBConnection connect(Path file) throws SQLException {
        return (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + file, new Properties());
    }

    /** Whether the file is new or of this release. */
    private static boolean hasFormat(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean isNew;
            try (ResultSet tables = statement.executeQuery("SELECT count(*) FROM duckdb_tables()")) {
                tables.next();
                isNew = tables.getLong(1) == 0;
            }
            if (isNew) {
                return true;
            }
            try (ResultSet format = statement.executeQuery("SELECT max(format) FROM format")) {
                return format.next() && FILE_FORMAT.equals(format.getString(1));
            } catch (SQLException e) {
                return false;
            }
        }
    }

    /** Another connection to the file. */
    Connection connect() throws SQLException {
        return connection.duplicate();
    }

    /** The folder from which DuckDB may read files. */
    Path folder() {
        return folder;
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    /** Closes the file once the last connection is closed. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("cannot close the file of seals in {}", folder, e);
        }
    }
}
