package io.clickmill.api.auth;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lists all keys, oldest first. It shows the start of each key and what the key allows. The keys themselves are not
 * stored.
 */
public final class ListApiKeys {
    private static final String SELECT = """
            SELECT key_start, created_at, expires_at, revoked_at, %s
              FROM api_key
             ORDER BY created_at, key_start
            """.formatted(PrincipalRow.COLUMNS);

    /** One key. */
    public record Listed(
            String start,
            Principal principal,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    private ListApiKeys() {}

    /** Reads all keys, revoked ones included. */
    public static List<Listed> run(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Sql.list(connection, SELECT, ListApiKeys::read);
        }
    }

    private static Listed read(ResultSet row) throws SQLException {
        return new Listed(
                row.getString("key_start"),
                PrincipalRow.read(row),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
