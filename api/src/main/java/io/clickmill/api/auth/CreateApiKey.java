package io.clickmill.api.auth;

import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Creates a key. Needs the database role that owns the tables. The key is returned once; only its digest is stored.
 *
 * @param accountIds at least one
 * @param scopes at least one; {@code *} allows everything. The caller checks that the scopes exist
 * @param expiresAt null for a key that never expires
 * @param requestsPerMinute limit for each dialect; 0 for no limit, null for the dialect's own limit of the plan
 */
public record CreateApiKey(
        List<String> accountIds,
        List<String> scopes,
        Plan plan,
        @Nullable Instant expiresAt,
        @Nullable Integer requestsPerMinute) {
    private static final String INSERT = """
            INSERT INTO api_key (key_digest, key_start, account_ids, scopes, plan, created_at, expires_at, rate_limit)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    public CreateApiKey {
        accountIds = List.copyOf(accountIds);
        scopes = List.copyOf(scopes);
        if (accountIds.isEmpty() || scopes.isEmpty()) {
            throw new IllegalArgumentException("a key needs an account and a scope");
        }
        if (requestsPerMinute != null && requestsPerMinute < 0) {
            throw new IllegalArgumentException("rate limit: " + requestsPerMinute + " (expected: 0 or more)");
        }
    }

    /** Creates the key and returns it. */
    public String run(DataSource owner, Instant now) throws SQLException {
        String key = ApiKey.generate();
        try (Connection connection = owner.getConnection()) {
            Sql.update(
                    connection,
                    INSERT,
                    ApiKey.digest(key),
                    ApiKey.start(key),
                    accountIds.toArray(String[]::new),
                    scopes.toArray(String[]::new),
                    plan.word(),
                    now.atOffset(ZoneOffset.UTC),
                    expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC),
                    requestsPerMinute);
        }
        return key;
    }
}
