package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.settings.Currencies;
import io.clickmill.contract.settings.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

class JobConfigTest {
    private static final String URL = "jdbc:postgresql://db:5432/clicks";
    private static final String SECRET = "0123456789abcdef";
    private static final Map<String, String> LEAST =
            Map.of("CLICKMILL_POSTGRES_URL", URL, "CLICKMILL_VISITOR_KEY", SECRET);

    /** Setting, default, another text, the value of that text, and its getter. */
    static Stream<Arguments> settings() {
        return Stream.of(
                setting("CLICKMILL_KAFKA_BOOTSTRAP_SERVERS", "localhost:9092", "k:1", "k:1", c -> c.kafka()
                        .access()
                        .bootstrapServers()),
                setting(
                        "CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL",
                        Map.of(),
                        "SSL",
                        Map.of("security.protocol", "SSL"),
                        c -> c.kafka().access().options()),
                setting("CLICKMILL_KAFKA_CLICKS_TOPIC", "clicks", "c", "c", c -> c.kafka()
                        .topics()
                        .clicks()),
                setting("CLICKMILL_LINKS_TOPIC", "links", "l", "l", c -> c.kafka()
                        .topics()
                        .links()),
                setting("CLICKMILL_KAFKA_REJECTED_TOPIC", "clicks.rejected", "r", "r", c -> c.kafka()
                        .topics()
                        .rejected()),
                setting("CLICKMILL_KAFKA_GROUP_ID", "clickmill", "g", "g", c -> c.kafka()
                        .topics()
                        .group()),
                setting("CLICKMILL_POSTGRES_WRITER_USER", "clickmill_writer", "w", "w", c -> c.postgres()
                        .user()),
                setting("CLICKMILL_POSTGRES_WRITER_PASSWORD", null, " p ", "p", c -> c.postgres()
                        .password()),
                setting("CLICKMILL_LATENESS", Duration.ofSeconds(15), "1 min", Duration.ofMinutes(1), c -> c.counting()
                        .lateness()
                        .bound()),
                setting("CLICKMILL_LOG_RETENTION", Duration.ofDays(7305), "20d", Duration.ofDays(20), c -> c.counting()
                        .rules()
                        .retention()),
                setting(
                        "CLICKMILL_CURRENCIES",
                        Currencies.DEFAULTS,
                        "acme=EUR",
                        new Currencies(Map.of("acme", "eur")),
                        c -> c.counting().rules().currencies()),
                setting(
                        "CLICKMILL_LOG_FLUSH_INTERVAL",
                        Duration.ofMillis(100),
                        "1s",
                        Duration.ofSeconds(1),
                        c -> c.batching().logFlushInterval()),
                setting("CLICKMILL_LOG_BATCH_ROWS", 20_000, "1", 1, c -> c.batching()
                        .logBatchRows()),
                setting("CLICKMILL_BUNDLE_EVENTS", 50_000, "7", 7, c -> c.batching()
                        .bundleEvents()),
                setting("CLICKMILL_GEO_DATABASE", null, "/g.mmdb", "/g.mmdb", JobConfig::geoDatabase),
                setting(
                        "CLICKMILL_CHECKPOINT_INTERVAL",
                        Duration.ofSeconds(10),
                        "2s",
                        Duration.ofSeconds(2),
                        c -> c.checkpointInterval()),
                setting("CLICKMILL_CHECKPOINT_DIR", null, "file:///c", "file:///c", JobConfig::checkpointDirectory),
                setting("CLICKMILL_REBUILD_WITHOUT_STATE", false, "true", true, JobConfig::rebuildWithoutState));
    }

    private static Arguments setting(
            String name, Object defaultValue, String text, Object value, Function<JobConfig, Object> where) {
        return Arguments.of(name, defaultValue, text, value, where);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void readsEverySettingAndKnowsItsDefault(
            String name, Object defaultValue, String text, Object value, Function<JobConfig, Object> where) {
        assertThat(where.apply(JobConfig.parse(LEAST))).isEqualTo(defaultValue);
        assertThat(where.apply(JobConfig.parse(with(name, " ")))).isEqualTo(defaultValue);
        assertThat(where.apply(JobConfig.parse(with(name, text)))).isEqualTo(value);
    }

    @Test
    void readsRequiredSettings() {
        JobConfig config = JobConfig.parse(LEAST);
        assertThat(config.postgres().url()).isEqualTo(URL);
        assertThat(config.visitorKey().text()).isEqualTo(SECRET);
        assertThat(config.counting().rules().maxAhead()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void reportsAllErrorsTogether() {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("CLICKMILL_POSTGRES_URL", "postgres://u:secret@db/clicks");
        wrong.put("CLICKMILL_KAFKA_OPT_ACKS", "secret");
        wrong.put("CLICKMILL_LATENESS", "soon");
        wrong.put("CLICKMILL_CURRENCIES", "acme=euro");
        wrong.put("CLICKMILL_LOG_FLUSH_INTERVAL", "0s");
        wrong.put("CLICKMILL_LOG_BATCH_ROWS", "-1");
        wrong.put("CLICKMILL_BUNDLE_EVENTS", "99999999999");
        wrong.put("CLICKMILL_CHECKPOINT_INTERVAL", "999999999999999999d");
        wrong.put("CLICKMILL_VISITOR_KEY", "hunter2");
        wrong.put("CLICKMILL_REBUILD_WITHOUT_STATE", "yes");
        assertThatThrownBy(() -> JobConfig.parse(wrong))
                .isInstanceOf(Settings.InvalidException.class)
                .hasMessageContainingAll(wrong.keySet().toArray(String[]::new))
                .message()
                .hasLineCount(wrong.size())
                .doesNotContain("secret", "hunter2");
    }

    @ParameterizedTest
    @CsvSource({"CLICKMILL_LOG_BATCH_ROWS,1000000", "CLICKMILL_BUNDLE_EVENTS,65535"})
    void limitsBatchesAndBundles(String name, int max) {
        assertThatCode(() -> JobConfig.parse(with(name, String.valueOf(max)))).doesNotThrowAnyException();
        assertThatThrownBy(() -> JobConfig.parse(with(name, String.valueOf(max + 1))))
                .hasMessageContainingAll(name, String.valueOf(max + 1), String.valueOf(max));
    }

    @ParameterizedTest
    @CsvSource({"CLICKMILL_POSTGRES_URL", "CLICKMILL_VISITOR_KEY"})
    void requiresSettingsWithoutDefault(String name) {
        assertThatThrownBy(() -> JobConfig.parse(with(name, ""))).hasMessageStartingWith(name + ": ");
    }

    @Test
    void hidesSecrets() {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put("CLICKMILL_POSTGRES_URL", URL + "?user=u&password=hunter2");
        settings.put("CLICKMILL_POSTGRES_WRITER_PASSWORD", "hunter3");
        settings.put("CLICKMILL_KAFKA_OPT_SASL_JAAS_CONFIG", "required password=\"hunter4\";");
        assertThat(JobConfig.parse(settings).toString())
                .contains(URL, "clickmill_writer")
                .doesNotContain("hunter", SECRET);
    }

    @Test
    void usesThePasswordOfTheUrlByDefault() {
        PostgresAccess access = JobConfig.parse(with("CLICKMILL_POSTGRES_URL", URL + "?password=hunter2"))
                .postgres();
        assertThat(((PGSimpleDataSource) access.dataSource()).getPassword()).isEqualTo("hunter2");
        assertThat(((PGSimpleDataSource) new PostgresAccess(access.url(), "u", "own").dataSource()).getPassword())
                .isEqualTo("own");
    }

    @Test
    void canBeSerializedForTaskManagers() throws Exception {
        assertThat(InstantiationUtil.clone(JobConfig.parse(LEAST))).isEqualTo(JobConfig.parse(LEAST));
    }

    private static Map<String, String> with(String name, String text) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(name, text);
        return settings;
    }
}
