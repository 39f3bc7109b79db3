package io.clickmill.local.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What the job has published with its last checkpoint: up to where rollups are complete, and the balance.
 *
 * @param received records of the topic of clicks
 * @param logged in the event log, bots included
 */
public record Progress(
        Instant progress, long received, long logged, long duplicates, long rejected, Instant publishedAt) {
    /** Before the first checkpoint of a new system. */
    public static final Progress NONE = new Progress(Instant.EPOCH, 0, 0, 0, 0, Instant.EPOCH);

    private static final String SELECT = """
            SELECT progress, received, logged, duplicates, rejected, published_at
              FROM rollup_progress
            """;

    /** Empty before the first checkpoint of a new system. */
    public static Optional<Progress> read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new Progress(
                    row.getObject("progress", OffsetDateTime.class).toInstant(),
                    row.getLong("received"),
                    row.getLong("logged"),
                    row.getLong("duplicates"),
                    row.getLong("rejected"),
                    row.getObject("published_at", OffsetDateTime.class).toInstant()));
        }
    }

    /** {@code received = logged + duplicates + rejected}: nothing was lost and nothing counted twice. */
    public boolean isExact() {
        return received == logged + duplicates + rejected;
    }
}
