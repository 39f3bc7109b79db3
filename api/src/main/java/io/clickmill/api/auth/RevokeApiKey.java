package io.clickmill.api.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Revokes a key, given whole or by its listed start. Needs the database role that owns the tables. */
public final class RevokeApiKey {
    // A start that several keys share revokes none of them.
    private static final String SQL = """
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
        try (Connection connection = owner.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setString(2, start);
            statement.setBytes(3, digest);
            statement.setString(4, keyOrStart);
            statement.setBytes(5, digest);
            statement.setString(6, start);
            return statement.executeUpdate() == 1;
        }
    }
}
