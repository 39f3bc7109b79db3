package io.clickmill.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.MutableClock;
import io.clickmill.api.auth.KeyCheck.Expired;
import io.clickmill.api.auth.KeyCheck.Granted;
import io.clickmill.api.auth.KeyCheck.Unknown;
import io.clickmill.contract.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiKeysIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    private static TestDatabase database;

    private final MutableClock clock = new MutableClock(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final ApiKeys keys = new ApiKeys(database.reader(), clock, nanos::get);

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @Test
    void grantsWhatTheKeyWasMadeFor() throws SQLException {
        String key = new CreateApiKey(
                        List.of("acme", "other"),
                        List.of("analytics.read", KeyScopes.STATS_READ),
                        Plan.BUSINESS,
                        null,
                        600)
                .run(database.owner(), NOW);
        Principal principal = ((Granted) keys.check(key)).principal();
        assertThat(principal.keyId()).hasSize(64).doesNotContain(key.substring(3));
        assertThat(principal.accountIds()).containsExactly("acme", "other");
        assertThat(principal.scopes()).isEqualTo(Set.of("analytics.read", "stats:read"));
        assertThat(principal.plan()).isEqualTo(Plan.BUSINESS);
        assertThat(principal.limit()).contains(Limit.perMinute(600));
    }

    @Test
    void distinguishesNoLimitFromThePlansLimit() throws SQLException {
        assertThat(((Granted) keys.check(key(null, 0))).principal().limit()).contains(Limit.NONE);
        assertThat(((Granted) keys.check(key(null, null))).principal().limit()).isEqualTo(Optional.empty());
    }

    @Test
    void takesAnUnknownPlanForTheLowest() throws SQLException {
        String key = key(null, null);
        execute("UPDATE api_key SET plan = 'gold' WHERE key_start = '" + ApiKey.start(key) + "'");
        assertThat(((Granted) keys.check(key)).principal().plan()).isEqualTo(Plan.FREE);
    }

    @Test
    void refusesARevokedKeyWithinFiveSeconds() throws SQLException {
        String key = key(null, null);
        assertThat(keys.check(key)).isInstanceOf(Granted.class);
        assertThat(RevokeApiKey.run(database.owner(), key, NOW)).isTrue();
        nanos.set(ApiKeys.REMEMBERED.toNanos());
        assertThat(keys.check(key)).isEqualTo(new Unknown());
        assertThat(ApiKeys.REMEMBERED).hasSeconds(5);
    }

    @Test
    void doesNotProlongARevokedKeyThatIsUsed() throws SQLException {
        String key = key(null, null);
        keys.check(key);
        RevokeApiKey.run(database.owner(), key, NOW);
        for (int second = 1; second < 5; second++) {
            nanos.set(second * 1_000_000_000L);
            keys.check(key);
        }
        nanos.set(ApiKeys.REMEMBERED.toNanos());
        assertThat(keys.check(key)).isEqualTo(new Unknown());
    }

    @Test
    void refusesAnExpiredKeyImmediately() throws SQLException {
        String key = key(NOW.plusSeconds(1), null);
        assertThat(keys.check(key)).isInstanceOf(Granted.class);
        clock.advance(Duration.ofMillis(999));
        assertThat(keys.check(key)).isInstanceOf(Granted.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(keys.check(key)).isEqualTo(new Expired());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cm_",
                "dub_0000000000000000000000000000000000000000",
                "cm_000000000000000000000000000000000000000",
                "cm_00000000000000000000000000000000000000000",
                "cm_000000000000000000000000000000000000000'",
                "cm_000000000000000000000000000000000000000é"
            })
    void rejectsAMalformedKeyWithoutTheDatabase(String text) {
        ApiKeys withoutDatabase = new ApiKeys(null, clock);
        assertThat(withoutDatabase.check(text)).isEqualTo(new Unknown());
    }

    @Test
    void storesOnlyTheDigestAndTheStartOfAKey() throws SQLException {
        String key = key(null, null);
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT api_key::text FROM api_key")) {
            while (rows.next()) {
                assertThat(rows.getString(1)).doesNotContain(key.substring(ApiKey.START_LENGTH));
            }
        }
    }

    private static String key(Instant expiresAt, Integer requestsPerMinute) throws SQLException {
        return new CreateApiKey(List.of("acme"), List.of("*"), Plan.PRO, expiresAt, requestsPerMinute)
                .run(database.owner(), NOW);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
