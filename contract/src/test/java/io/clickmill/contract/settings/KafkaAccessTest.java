package io.clickmill.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaAccessTest {
    private static final String JAAS =
            "org.apache.kafka.common.security.scram.ScramLoginModule required" + " username=\"me\" password=\"hush\";";

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL", "SASL_SSL",
            "CLICKMILL_KAFKA_OPT_SASL_MECHANISM", " SCRAM-SHA-512 ",
            "CLICKMILL_KAFKA_OPT_SASL_JAAS_CONFIG", JAAS,
            "CLICKMILL_KAFKA_OPT_SSL_TRUSTSTORE_LOCATION", "/etc/kafka/trust.p12",
            "CLICKMILL_KAFKA_OPT_SSL_KEY_PASSWORD", " ",
            "CLICKMILL_KAFKA_CLICKS_TOPIC", "clicks",
            "PATH", "/bin");

    @Test
    void readsOptionsFromTheEnvironment() {
        KafkaAccess access = KafkaAccess.parse("kafka:9092", ENVIRONMENT);
        assertThat(access.options())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "security.protocol", "SASL_SSL",
                        "sasl.mechanism", "SCRAM-SHA-512",
                        "sasl.jaas.config", JAAS,
                        "ssl.truststore.location", "/etc/kafka/trust.p12"));
        assertThat(access.clientProperties())
                .containsAllEntriesOf(access.options())
                .containsEntry("bootstrap.servers", "kafka:9092")
                .hasSize(5);
        assertThat(access.toEnvironment()).containsEntry("CLICKMILL_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
        assertThat(KafkaAccess.parse("kafka:9092", access.toEnvironment())).isEqualTo(access);
    }

    @Test
    void hidesValues() {
        assertThat(KafkaAccess.parse("kafka:9092", ENVIRONMENT))
                .hasToString("kafka:9092 with sasl.jaas.config, sasl.mechanism, security.protocol,"
                        + " ssl.truststore.location");
        assertThat(KafkaAccess.parse("kafka:9092", Map.of())).hasToString("kafka:9092");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ACKS", "BOOTSTRAP_SERVERS", "ISOLATION_LEVEL", "ENABLE_IDEMPOTENCE", "CLIENT_ID", "SSLX", ""})
    void refusesOptionsThatChangeWhatIsCounted(String name) {
        assertThatThrownBy(() -> KafkaAccess.parse("k:1", Map.of("CLICKMILL_KAFKA_OPT_" + name, "hush")))
                .hasMessageStartingWith("CLICKMILL_KAFKA_OPT_" + name + ": option ")
                .hasMessageEndingWith(" (expected: one of security.*, sasl.*, ssl.*, client.dns.lookup)")
                .hasMessageNotContaining("hush");
    }

    @Test
    void namesEveryRefusedOption() {
        assertThatThrownBy(() -> KafkaAccess.parse(
                        "k:1", Map.of("CLICKMILL_KAFKA_OPT_RETRIES", "0", "CLICKMILL_KAFKA_OPT_LINGER_MS", "9")))
                .message()
                .satisfies(text -> assertThat(text.lines()).hasSize(2));
    }

    @Test
    void canBeSerializedForTheWorkers() throws Exception {
        KafkaAccess access = KafkaAccess.parse("kafka:9092", ENVIRONMENT);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(access);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(access);
        }
    }
}
