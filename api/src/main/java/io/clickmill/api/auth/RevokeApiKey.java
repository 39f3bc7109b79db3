package io.clickmill.api.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Ends a key, given whole or by its start as listed; run as the owner of the tables. */
public final class RevokeApiKey {
    // A start that several keys share ends none of them.
    private static final String SQL = """
            UPDATE api_key
               SET revoked_at = ?
             WHERE key_start = ?
               AND revoked_at IS NULL
               AND (key_digest = ? OR ? = key_start)
               AND (key_digest = ? OR (SELECT count(*) FROM api_key WHERE key_start = ? AND revoked_at IS NULL) = 1)
            """;

    private RevokeApiKey() {}

    /** Whether a key was ended; false if there is no such key, or several start alike. */
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
