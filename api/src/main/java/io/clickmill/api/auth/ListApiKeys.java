package io.clickmill.api.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** All keys, oldest first, as far as they can be told: their starts and what they allow. */
public final class ListApiKeys {
    private static final String SQL = """
            SELECT key_start, account_ids, scopes, plan, created_at, expires_at, revoked_at
              FROM api_key
             ORDER BY created_at, key_start
            """;

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
        List<Listed> keys = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Principal principal = new Principal(
                        List.of((String[]) row.getArray(2).getArray()),
                        Set.copyOf(List.of((String[]) row.getArray(3).getArray())),
                        row.getString(4));
                keys.add(new Listed(
                        row.getString(1),
                        principal,
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        instant(row, 6),
                        instant(row, 7)));
            }
        }
        return keys;
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
