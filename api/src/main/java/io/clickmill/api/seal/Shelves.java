package io.clickmill.api.seal;

import io.clickmill.api.seal.SealStore.Source;
import io.clickmill.contract.SealFormat;
import io.clickmill.contract.event.EventColumn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * The tables of the file, which hold a month of an account each. Seals are loaded into them when a question needs them,
 * and the months that nobody has asked for longest are dropped when the file gets too large.
 */
final class Shelves {
    private static final String SELECT_LOADED = """
            SELECT loaded.shelf, loaded.seal, CAST(loaded.seal_id AS VARCHAR)
              FROM loaded
              JOIN shelf
                ON shelf.shelf = loaded.shelf
             WHERE shelf.account_id = ?
               AND loaded.day IN (SELECT unnest(CAST(? AS DATE[])))
            """;

    private final SealFile file;
    private final SealStore.Limits limits;
    /** Fair, so that a large question does not keep others waiting. */
    private final ReentrantLock loading = new ReentrantLock(true);

    /** When each shelf was last asked, by the number of questions. */
    private final Map<Integer, Long> lastUse = new ConcurrentHashMap<>();

    private final ShelfLoader loader;
    private final AtomicLong uses = new AtomicLong();

    Shelves(SealFile file, SealStore.Limits limits) {
        this.file = file;
        this.limits = limits;
        this.loader = new ShelfLoader(file.folder());
    }

    /** Where the seals of a question are, and others of the same days that it must not count. */
    record Found(Set<Integer> shelves, List<Integer> others) {
        /** The names of the tables. */
        List<String> tables() {
            return shelves.stream().map(Shelves::table).toList();
        }
    }

    /** The months that are there, by account. */
    Map<String, List<LocalDate>> months() throws SQLException {
        Map<String, List<LocalDate>> months = new TreeMap<>();
        try (Connection reading = file.connect();
                Statement statement = reading.createStatement();
                ResultSet rows = statement.executeQuery("SELECT account_id, month FROM shelf ORDER BY ALL")) {
            while (rows.next()) {
                months.computeIfAbsent(rows.getString(1), account -> new ArrayList<>())
                        .add(rows.getObject(2, LocalDate.class));
            }
        }
        return months;
    }

    /** How many seals have been loaded since the start. */
    long loaded() {
        return loader.loaded();
    }

    /** Says that a question has been answered from these shelves. */
    void used(Found found) {
        long use = uses.incrementAndGet();
        found.shelves.forEach(shelf -> lastUse.put(shelf, use));
    }

    /** Looks for seals; empty if one is not there. */
    Optional<Found> found(Connection reading, String accountId, List<Seal> seals) throws SQLException {
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

    /**
     * Loads the seals that are not there, and drops those that they replace. Others may load theirs between two batches.
     *
     * @param seals all seals of some days
     * @param end the latest time, by {@link System#nanoTime}
     */
    void load(String accountId, List<Seal> seals, Source source, long end) throws SQLException {
        Map<LocalDate, List<Seal>> months =
                seals.stream().collect(Collectors.groupingBy(Shelves::month, TreeMap::new, Collectors.toList()));
        Set<Integer> needed = new HashSet<>();
        try (Connection writing = file.connect()) {
            for (Map.Entry<LocalDate, List<Seal>> month : months.entrySet()) {
                boolean isMore = true;
                while (isMore) {
                    lock(accountId, end);
                    try {
                        int shelf = shelf(writing, accountId, month.getKey());
                        needed.add(shelf);
                        List<Seal> missing = missing(writing, shelf, month.getValue());
                        if (!missing.isEmpty() && System.nanoTime() > end) {
                            throw tooLong(accountId);
                        }
                        isMore = loader.loadBatch(writing, shelf, missing, month.getValue(), source);
                    } finally {
                        loading.unlock();
                    }
                }
            }
            lock(accountId, end);
            try {
                makeRoom(needed);
            } finally {
                loading.unlock();
            }
        } catch (IOException e) {
            throw new SQLException("cannot load a seal of " + accountId, e);
        }
    }

    /**
     * Loads some of the seals of a month that are not there, without waiting, and unless other months had to go.
     *
     * @param seals all seals of the month, at least one
     */
    SealStore.Ahead loadAhead(String accountId, List<Seal> seals, Source source) throws SQLException {
        if (!loading.tryLock()) {
            return SealStore.Ahead.BUSY;
        }
        try (Connection writing = file.connect()) {
            int shelf = shelf(writing, accountId, month(seals.get(0)));
            List<Seal> missing = missing(writing, shelf, seals);
            return hasRoom(writing, missing) && loader.loadBatch(writing, shelf, missing, seals, source)
                    ? SealStore.Ahead.LOADED_SOME
                    : SealStore.Ahead.NOTHING_TO_LOAD;
        } catch (IOException e) {
            throw new SQLException("cannot load a seal of " + accountId, e);
        } finally {
            loading.unlock();
        }
    }

    private boolean hasRoom(Connection reading, List<Seal> seals) throws SQLException {
        return usedBytes(reading) + SealStore.bytes(seals) <= limits.diskMegabytes() * 1_000_000L;
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
        return new SQLTimeoutException("loading the seals of " + accountId + " takes longer than " + limits.timeout()
                + "; ask again, as some are loaded now");
    }

    private static LocalDate month(Seal seal) {
        return LocalDate.ofEpochDay(seal.day()).withDayOfMonth(1);
    }

    private static List<Seal> missing(Connection reading, int shelf, List<Seal> seals) throws SQLException {
        Set<String> there = new HashSet<>();
        try (Statement statement = reading.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT CAST(seal_id AS VARCHAR) FROM loaded WHERE shelf = " + shelf)) {
            while (rows.next()) {
                there.add(rows.getString(1));
            }
        }
        return seals.stream()
                .filter(seal -> !there.contains(seal.id().toString()))
                .toList();
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
        try (Connection writing = file.connect();
                Statement statement = writing.createStatement()) {
            long before = Long.MAX_VALUE;
            for (long used; (used = usedBytes(writing)) > limits.diskMegabytes() * 1_000_000L && used < before; ) {
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

    /** The numbers that a statement answers with. */
    static List<Integer> numbersOf(Connection reading, String sql, String... parameters) throws SQLException {
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

    /** The one number that a statement answers with. */
    static int next(Connection reading, String sql, String... parameters) throws SQLException {
        return numbersOf(reading, sql, parameters).get(0);
    }

    private static String typedColumns() {
        return SealSql.columns(SealFormat.columns()).stream()
                .map((EventColumn column) -> '"' + column.column() + "\" " + SealSql.type(column))
                .collect(Collectors.joining(", "));
    }

    /** The name of a shelf's table. */
    static String table(int shelf) {
        return "shelf_" + shelf;
    }
}
