package io.clickmill.job.seal;

import io.clickmill.contract.SealFormat;
import io.clickmill.contract.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Writes the seals of a day of an account within a transaction. They hold what the transaction's snapshot has of the
 * day, so whoever changes which events of a sealed day are late changes its seals in the same transaction.
 */
public final class SealTable {
    /** A seal of this many events has some four megabytes. */
    static final int MAX_EVENTS = 100_000;

    /** DuckDB sorts a file in its memory, and takes up to four times the size of the rows. */
    static final long MAX_CSV_BYTES = 50_000_000;

    /** COPY takes no parameters. The texts are quoted, and the times are of our own making. */
    private static final String COPY = """
            COPY (
              SELECT %s
                FROM click_event
               WHERE account_id = %%s
                 AND occurred_at >= '%%s'
                 AND occurred_at < '%%s'
                 AND NOT bot
                 AND %%s
            ) TO STDOUT (FORMAT csv, NULL '%s', ENCODING 'UTF8')
            """.formatted(SealFormat.selected(), SealFormat.CSV_NULL);

    private static final String INSERT = """
            INSERT INTO seal (account_id, day, format, events, parquet)
            VALUES (?, ?, ?, ?, ?)
            """;

    private static final String DELETE = """
            DELETE FROM seal
             WHERE account_id = ?
               AND day = ?
            """;

    private static final String SELECT_IS_SEALED = """
            SELECT EXISTS (SELECT
                             FROM seal
                            WHERE account_id = ?
                              AND day = ?)
            """;

    private final Connection connection;
    private final String accountId;
    private final LocalDate day;
    private final int maxEvents;

    /** @param day in UTC */
    public SealTable(Connection connection, String accountId, LocalDate day) {
        this(connection, accountId, day, MAX_EVENTS);
    }

    /** @param maxEvents the maximum number of events of a seal */
    SealTable(Connection connection, String accountId, LocalDate day, int maxEvents) {
        this.connection = connection;
        this.accountId = accountId;
        this.day = day;
        this.maxEvents = maxEvents;
    }

    /** Whether the day has seals. */
    public boolean isSealed() throws SQLException {
        return Sql.first(connection, SELECT_IS_SEALED, row -> row.getBoolean(1), accountId, day)
                .orElseThrow();
    }

    /** Deletes the seals of the day: its events are read from the log again. */
    public void delete() throws SQLException {
        Sql.update(connection, DELETE, accountId, day);
    }

    /** Seals the day, in place of any seals that it had, and returns how many events the seals hold. */
    public long write() throws SQLException {
        delete();
        return copy("NOT late");
    }

    /**
     * Adds a seal of the day's late events up to one of them, which are about to stop being late, and returns their
     * number.
     *
     * @param lastTime the time of the last event
     * @param lastId the id of the last event
     */
    public long addLate(OffsetDateTime lastTime, String lastId) throws SQLException {
        return copy("late AND (occurred_at, event_id) <= ('%s', %s)".formatted(lastTime.toInstant(), literal(lastId)));
    }

    private long copy(String condition) throws SQLException {
        OffsetDateTime start = day.atStartOfDay().atOffset(ZoneOffset.UTC);
        String sql = COPY.formatted(
                literal(accountId), start.toInstant(), start.plusDays(1).toInstant(), condition);
        long events = 0;
        try (ParquetFiles files = new ParquetFiles(maxEvents, MAX_CSV_BYTES)) {
            read(sql, files);
            for (ParquetFiles.File file : files.finish()) {
                insert(file);
                events += file.events();
            }
        } catch (IOException e) {
            throw new SQLException("cannot write the files of a seal of " + accountId + ", " + day, e);
        }
        return events;
    }

    private void read(String sql, ParquetFiles files) throws SQLException, IOException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        try {
            byte[] row;
            // Each message holds a row.
            while ((row = copy.readFromCopy()) != null) {
                files.add(row);
            }
        } catch (Throwable e) {
            cancel(copy, e);
            throw e;
        }
    }

    private static void cancel(CopyOut copy, Throwable failure) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void insert(ParquetFiles.File file) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT);
                InputStream parquet = Files.newInputStream(file.path())) {
            statement.setString(1, accountId);
            statement.setObject(2, day);
            statement.setInt(3, SealFormat.VERSION);
            statement.setLong(4, file.events());
            statement.setBinaryStream(5, parquet, Files.size(file.path()));
            statement.executeUpdate();
        }
    }

    private String literal(String text) throws SQLException {
        return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
    }
}
