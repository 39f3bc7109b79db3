package io.clickmill.api.seal;

import io.clickmill.api.seal.SealStore.Source;
import io.clickmill.contract.SealFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the events of seals into a shelf. It is used by one thread at a time. */
final class ShelfLoader {
    /** The number of events that are loaded at once: some 50 MB, in a few seconds. */
    private static final long BATCH_EVENTS = 1_000_000;

    private final Path folder;
    private final AtomicLong loaded = new AtomicLong();

    /** @param folder from which DuckDB may read files */
    ShelfLoader(Path folder) {
        this.folder = folder;
    }

    /** How many seals have been loaded since the start. */
    long loaded() {
        return loaded.get();
    }

    /**
     * Loads the first of the missing seals, as many as take a few seconds; false if none are missing.
     *
     * @param current all seals of their days, and maybe of others; what is there of these days and not current goes
     */
    boolean loadBatch(Connection writing, int shelf, List<Seal> missing, List<Seal> current, Source source)
            throws SQLException, IOException {
        List<Seal> batch = new ArrayList<>();
        long events = 0;
        for (Seal seal : missing) {
            if (batch.isEmpty() || events + seal.events() <= BATCH_EVENTS) {
                batch.add(seal);
                events += seal.events();
            }
        }
        if (!batch.isEmpty()) {
            insert(writing, shelf, batch, current, source);
        }
        return !batch.isEmpty();
    }

    /** Loads some seals of a month in one statement, which uses all processors. */
    private void insert(Connection writing, int shelf, List<Seal> batch, List<Seal> current, Source source)
            throws SQLException, IOException {
        Map<Seal, Path> files = new LinkedHashMap<>();
        batch.forEach(seal -> files.put(seal, folder.resolve(seal.id() + ".parquet")));
        try (Statement statement = writing.createStatement()) {
            for (Map.Entry<Seal, Path> one : files.entrySet()) {
                try (OutputStream parquet = new BufferedOutputStream(Files.newOutputStream(one.getValue()))) {
                    source.write(one.getKey(), parquet);
                }
            }
            statement.execute("BEGIN");
            try {
                drop(writing, shelf, batch, current);
                int first = Shelves.next(writing, "SELECT coalesce(max(seal), 0) + 1 FROM loaded");
                insert(statement, shelf, first, files);
                statement.execute("COMMIT");
            } catch (SQLException | RuntimeException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
            loaded.addAndGet(batch.size());
        } finally {
            for (Path parquetFile : files.values()) {
                Files.deleteIfExists(parquetFile);
            }
        }
    }

    /** Drops the seals of the days of some seals that are not current. */
    private static void drop(Connection writing, int shelf, List<Seal> batch, List<Seal> current) throws SQLException {
        String days = list(batch.stream().map(seal -> day(seal)).distinct());
        String kept = list(current.stream().map(seal -> seal.id().toString()));
        try (Statement statement = writing.createStatement()) {
            for (int replaced :
                    numbers(writing, "shelf = " + shelf + " AND day IN " + days + " AND seal_id NOT IN " + kept)) {
                statement.execute("DELETE FROM " + Shelves.table(shelf) + " WHERE seal = " + replaced);
                statement.execute("DELETE FROM loaded WHERE seal = " + replaced);
            }
        }
    }

    /** Inserts files as seals of the numbers from the first on. */
    private static void insert(Statement statement, int shelf, int first, Map<Seal, Path> files) throws SQLException {
        String paths = files.values().stream()
                .map(path -> "'" + path.toString().replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "[", "]"));
        statement.execute("INSERT INTO " + Shelves.table(shelf) + " SELECT " + (first - 1) + " + list_position(" + paths
                + ", filename), " + columns() + " FROM read_parquet(" + paths + ", filename = true)");
        Map<Integer, Long> events = new HashMap<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT seal, count(*) FROM " + Shelves.table(shelf) + " WHERE seal >= " + first + " GROUP BY seal")) {
            while (rows.next()) {
                events.put(rows.getInt(1), rows.getLong(2));
            }
        }
        int number = first;
        for (Seal seal : files.keySet()) {
            long found = events.getOrDefault(number, 0L);
            if (found != seal.events()) {
                throw new SQLException(
                        "seal " + seal.id() + " has " + found + " events (expected: " + seal.events() + ")");
            }
            statement.execute("INSERT INTO loaded VALUES (" + number + ", '" + seal.id() + "', " + shelf + ", '"
                    + day(seal) + "')");
            number++;
        }
    }

    private static String day(Seal seal) {
        return LocalDate.ofEpochDay(seal.day()).toString();
    }

    private static String list(Stream<String> texts) {
        return texts.map(text -> "'" + text + "'").collect(Collectors.joining(", ", "(", ")"));
    }

    private static List<Integer> numbers(Connection reading, String condition) throws SQLException {
        return Shelves.numbersOf(reading, "SELECT seal FROM loaded WHERE " + condition);
    }

    private static String columns() {
        return SealSql.columns(SealFormat.columns()).stream()
                .map(SealSql::loaded)
                .collect(Collectors.joining(", "));
    }
}
