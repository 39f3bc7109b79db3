package io.clickmill.api.seal;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.event.EventColumn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals as tables of DuckDB, in a file of this process. It is a cache: a seal is loaded when a question needs it, and the
 * months that nobody has asked for longest are dropped when the file gets too large. A file is used again after a
 * restart, because seals never change. It can be deleted at any time while no API runs on it.
 *
 * <p>The tables, called shelves, hold a month of an account each. A question reads them in one transaction, in which it
 * has checked which seals are there. So seals that others load, replace or drop meanwhile do not matter to it.
 */
public final class SealStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealStore.class);

    /** Which columns and tables the file has; a file of another release is deleted. */
    private static final String FILE_FORMAT = "1-" + SealFormat.VERSION;

    /** How DuckDB's error begins when a statement is cancelled. */
    private static final String INTERRUPTED = "INTERRUPT Error";

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** As many processes can use the same folder. */
    private static final int MAX_FILES = 16;

    /** Others may drop what a question has loaded before it reads it. */
    private static final int MAX_ATTEMPTS = 5;

    /** Files are read from the folder only, nothing is loaded from the network, and no statement can change that. */
    private static final String SETTINGS = """
            SET threads = %d;
            SET memory_limit = '%dMB';
            SET temp_directory = '%s';
            SET max_temp_directory_size = '%dMB';
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

    private static final String SELECT_LOADED = """
            SELECT loaded.shelf, loaded.seal, CAST(loaded.seal_id AS VARCHAR)
              FROM loaded
              JOIN shelf
                ON shelf.shelf = loaded.shelf
             WHERE shelf.account_id = ?
               AND loaded.day IN (SELECT unnest(CAST(? AS DATE[])))
            """;

    private final DuckDBConnection connection;
    private final Path folder;
    private final Limits limits;
    private final ReentrantLock loading = new ReentrantLock();

    /** When each shelf was last asked, by the number of questions. */
    private final Map<Integer, Long> lastUse = new ConcurrentHashMap<>();

    private final AtomicLong uses = new AtomicLong();
    private final AtomicLong loaded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /**
     * How much the store may take.
     *
     * @param diskMegabytes the size above which months are dropped. One question may go over it
     * @param memoryMegabytes memory outside of the heap; larger work goes to the disk
     * @param threads processors that a question uses
     * @param timeout the longest time for a question
     */
    public record Limits(int diskMegabytes, int memoryMegabytes, int threads, Duration timeout) {}

    /** The contents of seals. */
    public interface Source {
        /** Writes the Parquet file of a seal. */
        void write(Seal seal, OutputStream parquet) throws SQLException, IOException;
    }

    /** Receives a row: the number of events, the step, the values of the groups and the metrics. */
    public interface Rows {
        void accept(ResultSet row) throws SQLException;
    }

    private SealStore(DuckDBConnection connection, Path folder, Limits limits) {
        this.connection = connection;
        this.folder = folder;
        this.limits = limits;
    }

    /**
     * Opens a file that no other process uses, in a folder within the given one. Nobody but its owner may enter it, as
     * the seals hold what tenants have sent.
     *
     * @throws IOException if there is no file that can be used, or the inner folder belongs to another user
     */
    public static SealStore open(Path folder, Limits limits) throws IOException {
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

    private static SealStore open(Path file, Limits limits, Path folder) throws SQLException, IOException {
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
                        limits.threads,
                        limits.memoryMegabytes,
                        quoted(own.resolve("spilled")),
                        limits.diskMegabytes,
                        quoted(own)));
            }
            return new SealStore(connection, own, limits);
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

    /** How many seals have been loaded since the start. */
    public long loaded() {
        return loaded.get();
    }

    /** How many questions could not be answered since the start. */
    public long failed() {
        return failed.get();
    }

    /** Whether these seals fit into the store. */
    public boolean holds(List<Seal> seals) {
        // A table takes about twice the size of the compressed files.
        return seals.stream().mapToLong(Seal::bytes).sum() * 2 <= limits.diskMegabytes * 1_000_000L;
    }

    /** Whether some of these seals have to be loaded first, which takes a while. */
    public boolean isMissing(String accountId, List<Seal> seals) throws SQLException {
        try (Connection reading = connection.duplicate()) {
            return found(reading, accountId, seals).isEmpty();
        }
    }

    /**
     * Answers from the seals of some days of an account.
     *
     * @param seals all seals of these days
     * @throws SQLTimeoutException if it takes too long
     * @throws SQLException if DuckDB cannot answer, before any row, or if {@code rows} or the source throws it
     */
    public void read(String accountId, List<Seal> seals, SealSql question, Source source, Rows rows)
            throws SQLException {
        long end = System.nanoTime() + limits.timeout.toNanos();
        try {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                if (readLoaded(accountId, seals, question, rows)) {
                    return;
                }
                load(accountId, seals, source, end);
            }
            throw new SQLException("the seals of " + accountId + " are dropped as fast as they are loaded");
        } catch (SQLException e) {
            failed.incrementAndGet();
            throw e;
        }
    }

    /** Answers if all seals are there. */
    private boolean readLoaded(String accountId, List<Seal> seals, SealSql question, Rows rows) throws SQLException {
        try (Connection reading = connection.duplicate()) {
            reading.setAutoCommit(false);
            Optional<Found> found = found(reading, accountId, seals);
            if (found.isPresent()) {
                answer(reading, question, found.get(), rows);
                reading.commit();
            }
            return found.isPresent();
        }
    }

    /** Where the seals of a question are, and others of the same days that it must not count. */
    private record Found(Set<Integer> shelves, List<Integer> others) {}

    /** Looks for seals; empty if one is not there. */
    private Optional<Found> found(Connection reading, String accountId, List<Seal> seals) throws SQLException {
        Set<UUID> missing = seals.stream().map(Seal::id).collect(Collectors.toCollection(HashSet::new));
        Set<Integer> shelves = new TreeSet<>();
        List<Integer> others = new ArrayList<>();
        try (PreparedStatement statement = reading.prepareStatement(SELECT_LOADED)) {
            statement.setString(1, accountId);
            statement.setString(
                    2,
                    seals.stream()
                            .map(seal -> LocalDate.ofEpochDay(seal.day()).toString())
                            .distinct()
                            .collect(Collectors.joining(", ", "[", "]")));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    shelves.add(rows.getInt(1));
                    if (!missing.remove(UUID.fromString(rows.getString(3)))) {
                        others.add(rows.getInt(2));
                    }
                }
            }
        }
        return missing.isEmpty() ? Optional.of(new Found(shelves, others)) : Optional.empty();
    }

    private void answer(Connection reading, SealSql question, Found found, Rows rows) throws SQLException {
        List<String> tables = found.shelves.stream().map(SealStore::table).toList();
        try (PreparedStatement statement = reading.prepareStatement(question.text(tables, found.others))) {
            statement.setQueryTimeout((int) Math.max(1, limits.timeout.toSeconds()));
            question.bind(statement);
            try (ResultSet answer = execute(statement)) {
                while (answer.next()) {
                    rows.accept(answer);
                }
            }
        }
        long use = uses.incrementAndGet();
        found.shelves.forEach(shelf -> lastUse.put(shelf, use));
    }

    private ResultSet execute(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeQuery();
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).startsWith(INTERRUPTED)) {
                throw new SQLTimeoutException("sealed days take longer than " + limits.timeout, e);
            }
            throw e;
        }
    }

    /** Loads the seals that are not there, and drops those that they replace. One question loads at a time. */
    private void load(String accountId, List<Seal> seals, Source source, long end) throws SQLException {
        lock(accountId, end);
        try {
            Set<Integer> needed = new HashSet<>();
            for (Seal seal : seals) {
                if (System.nanoTime() > end) {
                    throw tooLong(accountId);
                }
                needed.add(load(accountId, seal, seals, source));
            }
            makeRoom(needed);
        } catch (IOException e) {
            throw new SQLException("cannot load a seal of " + accountId, e);
        } finally {
            loading.unlock();
        }
    }

    private void lock(String accountId, long end) throws SQLException {
        try {
            if (!loading.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw tooLong(accountId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while others load seals", e);
        }
    }

    private SQLTimeoutException tooLong(String accountId) {
        return new SQLTimeoutException("loading the seals of " + accountId + " takes longer than " + limits.timeout
                + "; ask again, as some are loaded now");
    }

    /** Loads a seal if it is not there, and returns its shelf. */
    private int load(String accountId, Seal seal, List<Seal> current, Source source) throws SQLException, IOException {
        List<Seal> ofDay =
                current.stream().filter(other -> other.day() == seal.day()).toList();
        try (Connection writing = connection.duplicate()) {
            int shelf =
                    shelf(writing, accountId, LocalDate.ofEpochDay(seal.day()).withDayOfMonth(1));
            if (numbers(writing, "seal_id = '" + seal.id() + "'").isEmpty()) {
                insert(writing, shelf, seal, ofDay, source);
            }
            return shelf;
        }
    }

    private void insert(Connection writing, int shelf, Seal seal, List<Seal> ofDay, Source source)
            throws SQLException, IOException {
        Path file = folder.resolve(seal.id() + ".parquet");
        try (Statement statement = writing.createStatement()) {
            try (OutputStream parquet = new BufferedOutputStream(Files.newOutputStream(file))) {
                source.write(seal, parquet);
            }
            writing.setAutoCommit(false);
            LocalDate day = LocalDate.ofEpochDay(seal.day());
            String others = ofDay.stream().map(other -> "'" + other.id() + "'").collect(Collectors.joining(", "));
            for (int replaced : numbers(
                    writing, "shelf = " + shelf + " AND day = '" + day + "' AND seal_id NOT IN (" + others + ")")) {
                statement.execute("DELETE FROM " + table(shelf) + " WHERE seal = " + replaced);
                statement.execute("DELETE FROM loaded WHERE seal = " + replaced);
            }
            int number = next(writing, "SELECT coalesce(max(seal), 0) + 1 FROM loaded");
            long events = statement.executeLargeUpdate("INSERT INTO " + table(shelf) + " SELECT " + number + ", "
                    + columns() + " FROM read_parquet('" + quoted(file) + "')");
            if (events != seal.events()) {
                throw new SQLException(
                        "seal " + seal.id() + " has " + events + " events (expected: " + seal.events() + ")");
            }
            statement.execute(
                    "INSERT INTO loaded VALUES (" + number + ", '" + seal.id() + "', " + shelf + ", '" + day + "')");
            writing.commit();
            loaded.incrementAndGet();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static int shelf(Connection writing, String accountId, LocalDate month) throws SQLException {
        String find = "SELECT coalesce(max(shelf), 0) FROM shelf WHERE account_id = ? AND month = CAST(? AS DATE)";
        int known = next(writing, find, accountId, month.toString());
        if (known > 0) {
            return known;
        }
        int shelf = next(writing, "SELECT coalesce(max(shelf), 0) + 1 FROM shelf");
        writing.setAutoCommit(false);
        try (Statement statement = writing.createStatement();
                PreparedStatement insert =
                        writing.prepareStatement("INSERT INTO shelf VALUES (" + shelf + ", ?, CAST(? AS DATE))")) {
            statement.execute("CREATE TABLE " + table(shelf) + " (seal INTEGER, " + typedColumns() + ")");
            insert.setString(1, accountId);
            insert.setString(2, month.toString());
            insert.executeUpdate();
        }
        writing.commit();
        writing.setAutoCommit(true);
        return shelf;
    }

    /**
     * Drops months until the file has its size, or dropping one gives no space back, as a question still reads it. The
     * needed ones stay.
     */
    private void makeRoom(Set<Integer> needed) throws SQLException {
        try (Connection writing = connection.duplicate();
                Statement statement = writing.createStatement()) {
            long before = Long.MAX_VALUE;
            for (long used; (used = usedBytes(writing)) > limits.diskMegabytes * 1_000_000L && used < before; ) {
                before = used;
                Optional<Integer> oldest = numbersOf(writing, "SELECT shelf FROM shelf").stream()
                        .filter(shelf -> !needed.contains(shelf))
                        .min(Comparator.comparingLong(shelf -> lastUse.getOrDefault(shelf, 0L)));
                if (oldest.isEmpty()) {
                    return;
                }
                int shelf = oldest.get();
                statement.execute("BEGIN");
                statement.execute("DELETE FROM loaded WHERE shelf = " + shelf);
                statement.execute("DELETE FROM shelf WHERE shelf = " + shelf);
                statement.execute("DROP TABLE " + table(shelf));
                statement.execute("COMMIT");
                statement.execute("CHECKPOINT");
                lastUse.remove(shelf);
            }
        }
    }

    private static long usedBytes(Connection reading) throws SQLException {
        try (Statement statement = reading.createStatement();
                ResultSet size =
                        statement.executeQuery("SELECT used_blocks * block_size FROM pragma_database_size()")) {
            size.next();
            return size.getLong(1);
        }
    }

    private static List<Integer> numbers(Connection reading, String condition) throws SQLException {
        return numbersOf(reading, "SELECT seal FROM loaded WHERE " + condition);
    }

    private static List<Integer> numbersOf(Connection reading, String sql, String... parameters) throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        try (PreparedStatement statement = reading.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    numbers.add(rows.getInt(1));
                }
            }
        }
        return numbers;
    }

    private static int next(Connection reading, String sql, String... parameters) throws SQLException {
        return numbersOf(reading, sql, parameters).get(0);
    }

    private static String columns() {
        return SealSql.columns(SealFormat.columns()).stream()
                .map(column -> '"' + column.column() + '"')
                .collect(Collectors.joining(", "));
    }

    private static String typedColumns() {
        return SealSql.columns(SealFormat.columns()).stream()
                .map((EventColumn column) -> '"' + column.column() + "\" " + SealFormat.type(column))
                .collect(Collectors.joining(", "));
    }

    private static String table(int shelf) {
        return "shelf_" + shelf;
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    /** Closes the file once the last question has its answer. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("cannot close the file of seals in {}", folder, e);
        }
    }
}
