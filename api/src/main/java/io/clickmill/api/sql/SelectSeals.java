package io.clickmill.api.sql;

import io.clickmill.api.plan.Coverage;
import io.clickmill.api.plan.Span;
import io.clickmill.api.seal.Seal;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.SealFormat;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.postgresql.PGStatement;

/** The seals of complete days of an account. */
final class SelectSeals {
    private static final String SQL = """
            SELECT day, seal_id, format, events, octet_length(parquet)
              FROM seal
             WHERE account_id = ?
               AND day >= ?
               AND day <= ?
             ORDER BY day, seal_id
            """;

    private static final String SELECT_FILE = """
            SELECT parquet
              FROM seal
             WHERE account_id = ?
               AND day = ?
               AND seal_id = ?
            """;

    private SelectSeals() {}

    /** Reads the seals of the days that some ranges touch. A day with a seal of another release is not sealed. */
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
        List<Seal> seals = new ArrayList<>();
        Set<Long> others = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, accountId);
            statement.setObject(2, LocalDate.ofEpochDay(day(SpanTable.first(spans))));
            statement.setObject(3, LocalDate.ofEpochDay(day(SpanTable.last(spans) - 1)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Seal seal = new Seal(
                            rows.getObject(2, UUID.class),
                            rows.getObject(1, LocalDate.class).toEpochDay(),
                            rows.getLong(4),
                            rows.getLong(5));
                    if (rows.getInt(3) != SealFormat.VERSION) {
                        others.add(seal.day());
                    } else if (asked.contains(seal.day())) {
                        seals.add(seal);
                    }
                }
            }
        }
        seals.removeIf(seal -> others.contains(seal.day()));
        return seals;
    }

    /** Reads the file of a seal that the connection's snapshot has. */
    static InputStream file(Connection connection, String accountId, Seal seal) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT_FILE)) {
            // The driver asks for the binary format, in half the bytes.
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            statement.setString(1, accountId);
            statement.setObject(2, LocalDate.ofEpochDay(seal.day()));
            statement.setObject(3, seal.id());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("seal " + seal.id() + " is not in the snapshot");
                }
                return rows.getBinaryStream(1);
            }
        }
    }

    private static long day(long epochMillis) {
        return Math.floorDiv(epochMillis, Granularity.DAY.lengthMillis());
    }
}
