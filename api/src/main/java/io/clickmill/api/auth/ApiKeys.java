package io.clickmill.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.clickmill.api.query.StatsUnavailableException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys of requests. A key that is in the table and not revoked is cached for {@link #REMEMBERED}. So a
 * revoked key stops working at most that much later. An unknown key is looked up each time, so that a new key works
 * immediately.
 */
public final class ApiKeys {
    /** How long a row of the table is cached. */
    static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final String SQL = """
            SELECT expires_at, %s
              FROM api_key
             WHERE key_digest = ?
               AND revoked_at IS NULL
            """.formatted(PrincipalRow.COLUMNS);

    private final DataSource dataSource;
    private final Clock clock;
    private final Cache<ByteBuffer, StoredKey> remembered;

    private record StoredKey(Principal principal, @Nullable Instant expiresAt) {}

    public ApiKeys(DataSource dataSource, Clock clock) {
        this(dataSource, clock, Ticker.systemTicker());
    }

    /** Takes a ticker, for tests. Entries of the cache age by it and not by the clock, which may be set back. */
    ApiKeys(DataSource dataSource, Clock clock, Ticker ticker) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.remembered = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(REMEMBERED)
                .maximumSize(10_000)
                .build();
    }

    /**
     * Checks a key as the request gave it.
     *
     * @throws StatsUnavailableException if the database does not answer
     */
    public KeyCheck check(String presented) {
        if (!ApiKey.isWellFormed(presented)) {
            return new KeyCheck.Unknown();
        }
        return check(ApiKey.digest(presented));
    }

    /**
     * Checks the key of a session.
     *
     * @param keyId as in {@link Principal#keyId}
     * @throws StatsUnavailableException if the database does not answer
     */
    public KeyCheck checkId(String keyId) {
        return check(HexFormat.of().parseHex(keyId));
    }

    private KeyCheck check(byte[] digest) {
        StoredKey stored = remembered.getIfPresent(ByteBuffer.wrap(digest));
        if (stored == null) {
            Optional<StoredKey> found = select(digest);
            if (found.isEmpty()) {
                return new KeyCheck.Unknown();
            }
            stored = found.get();
            remembered.put(ByteBuffer.wrap(digest), stored);
        }
        Instant expiresAt = stored.expiresAt();
        return expiresAt != null && !clock.instant().isBefore(expiresAt)
                ? new KeyCheck.Expired()
                : new KeyCheck.Granted(stored.principal());
    }

    private Optional<StoredKey> select(byte[] digest) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setBytes(1, digest);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !MessageDigest.isEqual(digest, row.getBytes("key_digest"))) {
                    return Optional.empty();
                }
                OffsetDateTime expiresAt = row.getObject("expires_at", OffsetDateTime.class);
                return Optional.of(
                        new StoredKey(PrincipalRow.read(row), expiresAt == null ? null : expiresAt.toInstant()));
            }
        } catch (SQLException e) {
            throw new StatsUnavailableException("cannot read API keys", e);
        }
    }
}
