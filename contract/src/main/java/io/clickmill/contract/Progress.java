package io.clickmill.contract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The progress and the balance that the job has published with its last checkpoint.
 *
 * @param received number of records received from the topic of clicks
 * @param logged number of records in the event log, bots included
 * @param rejectedByReason number of rejected records by the word of their reason, largest first. The sum is less than
 *     {@code rejected} if an earlier release, which did not count reasons, has rejected some
 */
public record Progress(
        Instant progress,
        long received,
        long logged,
        long duplicates,
        long rejected,
        Map<String, Long> rejectedByReason,
        Instant publishedAt) {
    /** The progress before the first checkpoint of a new system. */
    public static final Progress NONE = new Progress(Instant.EPOCH, 0, 0, 0, 0, Map.of(), Instant.EPOCH);

    private static final String SELECT = """
            SELECT progress, received, logged, duplicates, rejected, published_at
              FROM rollup_progress
            """;

    private static final String SELECT_REASONS = """
            SELECT reason, records::bigint AS records
              FROM rollup_progress
             CROSS JOIN jsonb_each_text(rejected_by_reason) AS by_reason (reason, records)
             ORDER BY records::bigint DESC, reason
            """;

    /** Reads the progress; empty before the first checkpoint of a new system. */
    public static Optional<Progress> read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return read(connection);
        }
    }

    /** The same, in the transaction of the connection. */
    public static Optional<Progress> read(Connection connection) throws SQLException {
        return Sql.first(connection, SELECT, row -> read(connection, row));
    }

    private static Progress read(Connection connection, ResultSet row) throws SQLException {
        return new Progress(
                row.getObject("progress", OffsetDateTime.class).toInstant(),
                row.getLong("received"),
                row.getLong("logged"),
                row.getLong("duplicates"),
                row.getLong("rejected"),
                rejectedByReason(connection),
                row.getObject("published_at", OffsetDateTime.class).toInstant());
    }

    private static Map<String, Long> rejectedByReason(Connection connection) throws SQLException {
        Map<String, Long> byReason = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT_REASONS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                byReason.put(row.getString("reason"), row.getLong("records"));
            }
        }
        return byReason;
    }

    /** Whether {@code received = logged + duplicates + rejected}: no record was lost, and none counted twice. */
    public boolean isExact() {
        return received == logged + duplicates + rejected;
    }
}
