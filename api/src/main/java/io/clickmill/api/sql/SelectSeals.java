package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Span;
import io.clickmill.api.seal.Seal;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.SealFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGStatement;

/** The seals of complete days of an account. */
final class SelectSeals {
    /**
     * Seals of days whose seals together have as many events as the rollup of the day. Others are not used: somebody may
     * have deleted one of several.
     */
    private static final String SQL = """
            SELECT seal.day, seal.seal_id, seal.events, octet_length(seal.parquet) AS bytes
              FROM (SELECT account_id, day, sum(events) AS events, min(format) AS oldest, max(format) AS newest
                      FROM seal
                     WHERE account_id = ?
                       AND day >= ?
                       AND day <= ?
                     GROUP BY account_id, day) AS sealed
              JOIN rollup AS counted
                ON counted.account_id = sealed.account_id
               AND counted.scope = 'account'
               AND counted.dimension = 'total'
               AND counted.granularity = 'day'
               AND counted.scope_id = ''
               AND counted.bucket_start = sealed.day::timestamp AT TIME ZONE 'UTC'
              JOIN seal
                ON seal.account_id = sealed.account_id
               AND seal.day = sealed.day
             WHERE sealed.oldest = ?
               AND sealed.newest = ?
               AND sealed.events
                   = counted.clicks[1] + coalesce(counted.leads[1], 0) + coalesce(counted.sales[1], 0)
             ORDER BY seal.day, seal.seal_id
            """;

    private static final String CHANGED = """
            SELECT DISTINCT account_id
              FROM seal
             WHERE account_id = ANY (?)
               AND created_at > ?
            """;

    private static final String OF_MONTH = """
            SELECT day, seal_id, events, octet_length(parquet) AS bytes
              FROM seal
             WHERE account_id = ?
               AND day >= ?
               AND day < ?
               AND format = ?
             ORDER BY day, seal_id
            """;

    /** A file is read in parts, so that it need not fit into memory. */
    private static final int PART_BYTES = 1 << 20;

    private static final String SELECT_PART = """
            SELECT substring(parquet FROM ? FOR ?)
              FROM seal
             WHERE account_id = ?
               AND day = ?
               AND seal_id = ?
            """;

    private SelectSeals() {}

    /** Reads the seals of the days that some ranges touch. A day with a seal of another format is not sealed. */
    static List<Seal> read(Connection connection, String accountId, Coverage coverage, List<Span> spans)
            throws SQLException {
        Set<Long> asked = new HashSet<>();
        for (Span span : spans) {
            for (long day = day(span.from()); day <= day(span.to() - 1); day++) {
                if (coverage.isComplete(day)) {
                    asked.add(day);
                }
            }
        }
        if (asked.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, accountId);
            statement.setObject(2, LocalDate.ofEpochDay(day(SpanTable.first(spans))));
            statement.setObject(3, LocalDate.ofEpochDay(day(SpanTable.last(spans) - 1)));
            statement.setInt(4, SealFormat.VERSION);
            statement.setInt(5, SealFormat.VERSION);
            return read(statement).stream()
                    .filter(seal -> asked.contains(seal.day()))
                    .toList();
        }
    }

    /** Which of some accounts have seals that were made after a time. */
    static List<String> changed(Connection connection, Collection<String> accountIds, Instant after)
            throws SQLException {
        List<String> changed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CHANGED)) {
            statement.setArray(1, connection.createArrayOf("text", accountIds.toArray()));
            statement.setObject(2, after.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    changed.add(rows.getString(1));
                }
            }
        }
        return changed;
    }

    /** Reads all seals of a month. */
    static List<Seal> ofMonth(Connection connection, String accountId, LocalDate month) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OF_MONTH)) {
            statement.setString(1, accountId);
            statement.setObject(2, month);
            statement.setObject(3, month.plusMonths(1));
            statement.setInt(4, SealFormat.VERSION);
            return read(statement);
        }
    }

    private static List<Seal> read(PreparedStatement statement) throws SQLException {
        List<Seal> seals = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                seals.add(new Seal(
                        rows.getObject("seal_id", UUID.class),
                        rows.getObject("day", LocalDate.class).toEpochDay(),
                        rows.getLong("events"),
                        rows.getLong("bytes")));
            }
        }
        return seals;
    }

    /** Writes the file of a seal that the connection's snapshot has. */
    static void writeFile(Connection connection, String accountId, Seal seal, OutputStream file)
            throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT_PART)) {
            // The driver asks for the binary format, in half the bytes.
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            for (int from = 1; from <= seal.bytes(); from += PART_BYTES) {
                statement.setInt(1, from);
                statement.setInt(2, PART_BYTES);
                statement.setString(3, accountId);
                statement.setObject(4, LocalDate.ofEpochDay(seal.day()));
                statement.setObject(5, seal.id());
                try (ResultSet rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        throw new SQLException("seal " + seal.id() + " is not in the snapshot");
                    }
                    file.write(rows.getBytes(1));
                }
            }
        }
    }

    private static long day(long epochMillis) {
        return Math.floorDiv(epochMillis, Granularity.DAY.lengthMillis());
    }
}
