package io.clickmill.api;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.auth.Limit;
import io.clickmill.api.http.PublicUrl;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.settings.Currencies;
import io.clickmill.contract.settings.KafkaAccess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiConfigTest {
    private static final String URL = "jdbc:postgresql://db:5432/clickmill";

    @Test
    void hasADefaultForEverythingButTheDatabase() throws Exception {
        assertThat(ApiConfig.parse(Map.of("CLICKMILL_POSTGRES_URL", URL)))
                .isEqualTo(new ApiConfig(
                        "127.0.0.1",
                        8080,
                        URL,
                        "clickmill_reader",
                        null,
                        10,
                        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
                        Duration.ofSeconds(30),
                        SealCache.DEFAULTS,
                        null,
                        Topics.DEFAULTS,
                        EventRules.DEFAULTS,
                        Map.of(),
                        256,
                        Limit.perMinute(1_200),
                        false,
                        List.of(),
                        new PublicUrl(Optional.empty()),
                        null));
    }

    @Test
    void readsEveryKey() throws Exception {
        assertThat(ApiConfig.parse(Map.ofEntries(
                        entry("CLICKMILL_API_HOST", "0.0.0.0"),
                        entry("CLICKMILL_API_PORT", "0"),
                        entry("CLICKMILL_POSTGRES_URL", URL),
                        entry("CLICKMILL_POSTGRES_READER_USER", "me"),
                        entry("CLICKMILL_POSTGRES_READER_PASSWORD", "secret"),
                        entry("CLICKMILL_API_POOL_SIZE", "3"),
                        entry("CLICKMILL_API_EXPENSIVE_AT_ONCE", "2"),
                        entry("CLICKMILL_API_STATEMENT_TIMEOUT_MS", "1500"),
                        entry("CLICKMILL_API_SEAL_DIR", "/var/cache/seals"),
                        entry("CLICKMILL_API_SEAL_DISK_MB", "500"),
                        entry("CLICKMILL_API_SEAL_MEMORY_MB", "100"),
                        entry("CLICKMILL_KAFKA_BOOTSTRAP_SERVERS", "k:9092"),
                        entry("CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL", "SSL"),
                        entry("CLICKMILL_KAFKA_CLICKS_TOPIC", "c"),
                        entry("CLICKMILL_LINKS_TOPIC", "l"),
                        entry("CLICKMILL_CURRENCIES", "acme=eur"),
                        entry("CLICKMILL_LOG_RETENTION", "90d"),
                        entry("CLICKMILL_API_CONNECTIONS_PER_ADDRESS", "5"),
                        entry("CLICKMILL_CLICKS_PER_ADDRESS", "9/second"),
                        entry("CLICKMILL_API_BEHIND_PROXY", "true"),
                        entry("CLICKMILL_API_TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32,192.0.2.7"),
                        entry("CLICKMILL_API_PUBLIC_URL", "https://stats.example.com/api/"),
                        entry("CLICKMILL_SESSION_KEY", "0123456789abcdef0123456789abcdef"),
                        entry("CLICKMILL_RATE_LIMITS", "dub=1200/minute, native=none"))))
                .isEqualTo(new ApiConfig(
                        "0.0.0.0",
                        0,
                        URL,
                        "me",
                        "secret",
                        3,
                        2,
                        Duration.ofMillis(1500),
                        new SealCache(Path.of("/var/cache/seals"), 500, 100),
                        new KafkaAccess("k:9092", Map.of("security.protocol", "SSL")),
                        new Topics("c", "l", "clicks.rejected", "clickmill"),
                        new EventRules(
                                Duration.ofDays(90), Duration.ofMinutes(10), new Currencies(Map.of("acme", "eur"))),
                        Map.of("dub", Limit.perMinute(1_200), "native", Limit.NONE),
                        5,
                        Limit.perSecond(9),
                        true,
                        List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"),
                        new PublicUrl(Optional.of("https://stats.example.com/api")),
                        "0123456789abcdef0123456789abcdef"));
    }

    @Test
    void reportsAllErrorsTogether() {
        assertThatThrownBy(() -> ApiConfig.parse(Map.of(
                        "CLICKMILL_API_PORT", "70000",
                        "CLICKMILL_API_POOL_SIZE", "many",
                        "CLICKMILL_CURRENCIES", "acme",
                        "CLICKMILL_API_TRUSTED_PROXIES", "10.0.0.0/8,proxy.example.com",
                        "CLICKMILL_CLICKS_PER_ADDRESS", "20",
                        "CLICKMILL_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
                        "CLICKMILL_KAFKA_OPT_ACKS", "0",
                        "CLICKMILL_API_PUBLIC_URL", "stats.example.com")))
                .hasMessage("""
                        CLICKMILL_POSTGRES_URL: missing (expected: jdbc:postgresql://HOST:PORT/DATABASE)
                        CLICKMILL_API_PORT: 70000 (expected: 0..65535)
                        CLICKMILL_API_POOL_SIZE: many (expected: 1..1000)
                        CLICKMILL_KAFKA_OPT_ACKS: option acks is not taken (expected: one of security.*, sasl.*, ssl.*, client.dns.lookup)
                        CLICKMILL_CURRENCIES: acme (expected: an account and an ISO 4217 code of three letters, such as acme=eur)
                        CLICKMILL_CLICKS_PER_ADDRESS: 20 (expected: NUMBER/second, minute, hour or day, or none)
                        CLICKMILL_API_TRUSTED_PROXIES: proxy.example.com (expected: addresses, or networks such as 10.0.0.0/8)
                        CLICKMILL_API_PUBLIC_URL: stats.example.com (expected: http(s)://HOST[:PORT][/PREFIX])""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dub",
                "dub=",
                "dub=1200",
                "dub=0/minute",
                "dub=-1/minute",
                "dub=5/week",
                "bub=5/second",
                "=5/second",
                ""
            })
    void namesAnInvalidRateLimit(String limit) {
        assertThatThrownBy(() -> ApiConfig.parse(
                        Map.of("CLICKMILL_POSTGRES_URL", URL, "CLICKMILL_RATE_LIMITS", "native=5/second," + limit)))
                .hasMessage("CLICKMILL_RATE_LIMITS: " + limit
                        + " (expected: DIALECT=NUMBER/second, minute, hour or day, or DIALECT=none;"
                        + " a dialect is one of " + String.join(", ", Dialects.names()) + ")");
    }

    @Test
    void refusesTwoRateLimitsOfADialect() {
        assertThatThrownBy(() -> ApiConfig.parse(
                        Map.of("CLICKMILL_POSTGRES_URL", URL, "CLICKMILL_RATE_LIMITS", "dub=1/second,dub=none")))
                .hasMessage("CLICKMILL_RATE_LIMITS: dub=none (expected: each dialect once)");
    }

    @Test
    void hidesSecrets() throws Exception {
        assertThat(ApiConfig.parse(Map.of(
                                "CLICKMILL_POSTGRES_URL",
                                URL + "?password=hush",
                                "CLICKMILL_POSTGRES_READER_PASSWORD",
                                "secret",
                                "CLICKMILL_KAFKA_BOOTSTRAP_SERVERS",
                                "k:9092",
                                "CLICKMILL_KAFKA_OPT_SASL_JAAS_CONFIG",
                                "required password=\"hush\";"))
                        .toString())
                .doesNotContain("hush", "secret")
                .contains(URL);
    }
}
