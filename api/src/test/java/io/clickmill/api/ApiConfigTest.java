package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
                        Duration.ofSeconds(30),
                        Optional.empty(),
                        "clicks"));
    }

    @Test
    void readsEveryKey() throws Exception {
        assertThat(ApiConfig.parse(Map.of(
                        "CLICKMILL_API_HOST", "0.0.0.0",
                        "CLICKMILL_API_PORT", "0",
                        "CLICKMILL_POSTGRES_URL", URL,
                        "CLICKMILL_POSTGRES_READER_USER", "me",
                        "CLICKMILL_POSTGRES_READER_PASSWORD", "secret",
                        "CLICKMILL_API_POOL_SIZE", "3",
                        "CLICKMILL_API_STATEMENT_TIMEOUT_MS", "1500",
                        "CLICKMILL_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
                        "CLICKMILL_KAFKA_CLICKS_TOPIC", "c")))
                .isEqualTo(new ApiConfig(
                        "0.0.0.0", 0, URL, "me", "secret", 3, Duration.ofMillis(1500), Optional.of("k:9092"), "c"));
    }

    @Test
    void tellsAllErrorsAtOnce() {
        assertThatThrownBy(() -> ApiConfig.parse(Map.of(
                        "CLICKMILL_API_PORT", "70000",
                        "CLICKMILL_API_POOL_SIZE", "many")))
                .hasMessage("""
                        CLICKMILL_POSTGRES_URL: missing (expected: jdbc:postgresql://HOST:PORT/DATABASE)
                        CLICKMILL_API_PORT: 70000 (expected: 0..65535)
                        CLICKMILL_API_POOL_SIZE: many (expected: 1..1000)""");
    }

    @Test
    void hidesSecrets() throws Exception {
        assertThat(ApiConfig.parse(Map.of(
                                "CLICKMILL_POSTGRES_URL",
                                URL + "?password=hush",
                                "CLICKMILL_POSTGRES_READER_PASSWORD",
                                "secret"))
                        .toString())
                .doesNotContain("hush", "secret")
                .contains(URL);
    }
}
