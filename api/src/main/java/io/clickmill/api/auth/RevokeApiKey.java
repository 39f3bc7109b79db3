package io.clickmill.api.auth;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Revokes a key, given whole or by its listed start. Needs the database role that owns the tables. */
public final class RevokeApiKey {
    // A start that several keys share revokes none of them.
    private static final String UPDATE = """
            UPDATE api_key
               SET revoked_at = ?
             WHERE key_start = ?
               AND revoked_at IS NULL
               AND (key_digest = ? OR ? = key_start)
               AND (key_digest = ? OR (SELECT count(*) FROM api_key WHERE key_start = ? AND revoked_at IS NULL) = 1)
            """;

    private RevokeApiKey() {}

    /**
     * Returns whether a key was revoked: false if the key is unknown or already revoked, or if several keys share the
     * start.
     */
    public static boolean run(DataSource owner, String keyOrStart, Instant now) throws SQLException {
        if (keyOrStart.length() < ApiKey.START_LENGTH) {
            return false;
        }
        byte[] digest = ApiKey.digest(keyOrStart);
        String start = ApiKey.start(keyOrStart);
        OffsetDateTime revokedAt = now.atOffset(ZoneOffset.UTC);
        try (Connection connection = owner.getConnection()) {
            return Sql.update(connection, UPDATE, revokedAt, start, digest, keyOrStart, digest, start) == 1;
        }
    }
}
