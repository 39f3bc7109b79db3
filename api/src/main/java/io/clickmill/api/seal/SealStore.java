package io.clickmill.api.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Seals as tables of DuckDB, in a file of this process. It is a cache: a seal is loaded when a question needs it, and the
 * months that nobody has asked for longest are dropped when the file gets too large. A file is used again after a
 * restart, because seals never change. It can be deleted at any time while no API runs on it.
 *
 * <p>The tables, called shelves, hold a month of an account each. A question reads them in one transaction, in which it
 * has checked which seals are there. So seals that others load, replace or drop meanwhile do not matter to it.
 */
public final class SealStore implements AutoCloseable {
    /** How DuckDB's error begins when a statement is cancelled. */
    private static final String INTERRUPTED = "INTERRUPT Error";

    /** Others may drop what a question has loaded before it reads it. */
    private static final int MAX_ATTEMPTS = 5;

    private final SealFile file;
    private final Shelves shelves;
    private final Limits limits;
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

    /** What became of loading ahead. */
    public enum Ahead {
        LOADED_SOME,
        NOTHING_TO_LOAD,
        /** Questions are loading, and go first. */
        BUSY
    }

    /** Writes what seals do not have of a question. */
    public interface Rest {
        void write(RestRows rows) throws SQLException;
    }

    /** A question that is asked once all of its seals are there. */
    private interface Asking {
        void ask(Connection reading, Shelves.Found found) throws SQLException;
    }

    private SealStore(SealFile file, Limits limits) {
        this.file = file;
        this.shelves = new Shelves(file, limits);
        this.limits = limits;
    }

    /**
     * Opens a file that no other process uses, in a folder within the given one. Nobody but its owner may enter it, as
     * the seals hold what tenants have sent.
     *
     * @throws IOException if there is no file that can be used, or the inner folder belongs to another user
     */
    public static SealStore open(Path folder, Limits limits) throws IOException {
        return new SealStore(SealFile.open(folder, limits), limits);
    }

    /** How many seals have been loaded since the start. */
    public long loaded() {
        return shelves.loaded();
    }

    /** How many questions could not be answered since the start. */
    public long failed() {
        return failed.get();
    }

    /** Whether these seals fit into the store. */
    public boolean holds(List<Seal> seals) {
        return bytes(seals) <= limits.diskMegabytes * 1_000_000L;
    }

    /** About the size of some seals as tables, which is twice that of the compressed files. */
    static long bytes(List<Seal> seals) {
        return seals.stream().mapToLong(Seal::bytes).sum() * 2;
    }

    /** Whether some of these seals have to be loaded first, which takes a while. */
    public boolean isMissing(String accountId, List<Seal> seals) throws SQLException {
        try (Connection reading = file.connect()) {
            return shelves.found(reading, accountId, seals).isEmpty();
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
        read(accountId, seals, source, (reading, found) -> {
            try (PreparedStatement statement =
                    reading.prepareStatement(question.text(found.tables(), found.others()))) {
                question.bind(statement);
                execute(statement, rows);
            }
        });
    }

    /**
     * Answers with a page of groups, from the seals of some days of an account and from what they do not have.
     *
     * @param seals all seals of these days
     * @param rest writes what the seals do not have; it is asked once all seals are loaded
     * @param rows receives the numbers of all rows, of events in seals, of events of the log and of late events, then
     *     the step, the groups and the metrics of a row of the page. The step of an empty page is null
     * @throws SQLTimeoutException if it takes too long
     * @throws SQLException if DuckDB cannot answer, before any row, or if {@code rows}, the rest or the source throws it
     */
    public void readPage(String accountId, List<Seal> seals, SealPageSql question, Source source, Rest rest, Rows rows)
            throws SQLException {
        read(accountId, seals, source, (reading, found) -> {
            try (Statement statement = reading.createStatement()) {
                statement.execute(question.createRest());
            }
            try (DuckDBAppender table = reading.unwrap(DuckDBConnection.class)
                    .createAppender("temp", DuckDBConnection.DEFAULT_SCHEMA, SealPageSql.REST)) {
                rest.write(new RestRows(table));
            }
            try (PreparedStatement statement =
                    reading.prepareStatement(question.text(found.tables(), found.others()))) {
                question.bind(statement);
                execute(statement, rows);
            }
        });
    }

    /** The months of which a question has loaded seals, by account. */
    public Map<String, List<LocalDate>> months() throws SQLException {
        return shelves.months();
    }

    /**
     * Loads some seals of a month before a question needs them, unless other months had to go for them. To be called
     * again until there is nothing to load. It does not wait for questions that load theirs.
     *
     * @param seals all seals of a month
     */
    public Ahead loadAhead(String accountId, List<Seal> seals, Source source) throws SQLException {
        return seals.isEmpty() ? Ahead.NOTHING_TO_LOAD : shelves.loadAhead(accountId, seals, source);
    }

    private void read(String accountId, List<Seal> seals, Source source, Asking asking) throws SQLException {
        long end = System.nanoTime() + limits.timeout.toNanos();
        try {
            for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
                if (readLoaded(accountId, seals, asking)) {
                    return;
                }
                shelves.load(accountId, seals, source, end);
            }
            throw new SQLException("the seals of " + accountId + " are dropped as fast as they are loaded");
        } catch (SQLException e) {
            failed.incrementAndGet();
            throw e;
        }
    }

    /** Answers if all seals are there. */
    private boolean readLoaded(String accountId, List<Seal> seals, Asking asking) throws SQLException {
        try (Connection reading = file.connect()) {
            reading.setAutoCommit(false);
            Optional<Shelves.Found> found = shelves.found(reading, accountId, seals);
            if (found.isPresent()) {
                asking.ask(reading, found.get());
                shelves.used(found.get());
                reading.commit();
            }
            return found.isPresent();
        }
    }

    private void execute(PreparedStatement statement, Rows rows) throws SQLException {
        statement.setQueryTimeout((int) Math.max(1, limits.timeout.toSeconds()));
        try (ResultSet answer = statement.executeQuery()) {
            while (answer.next()) {
                rows.accept(answer);
            }
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).startsWith(INTERRUPTED)) {
                throw new SQLTimeoutException("sealed days take longer than " + limits.timeout, e);
            }
            throw e;
        }
    }

    /** Closes the file once the last question has its answer. */
    @Override
    public void close() {
        file.close();
    }
}
