package io.clickmill.local.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.settings.Settings;
import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the settings of a start. Every start here is stopped before its first server. */
final class OwnServersTest {
    private static final String EXPECTED = ": set (expected: absent, as `up` decides it)";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLICKMILL_KAFKA_BOOTSTRAP_SERVERS",
                "CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL",
                "CLICKMILL_KAFKA_OPT_SSL_TRUSTSTORE_LOCATION",
                "CLICKMILL_KAFKA_CLICKS_TOPIC",
                "CLICKMILL_LINKS_TOPIC",
                "CLICKMILL_KAFKA_REJECTED_TOPIC",
                "CLICKMILL_KAFKA_GROUP_ID",
                "CLICKMILL_POSTGRES_URL",
                "CLICKMILL_POSTGRES_OWNER_USER",
                "CLICKMILL_POSTGRES_OWNER_PASSWORD",
                "CLICKMILL_POSTGRES_WRITER_USER",
                "CLICKMILL_POSTGRES_WRITER_PASSWORD",
                "CLICKMILL_POSTGRES_READER_USER",
                "CLICKMILL_POSTGRES_READER_PASSWORD",
                "CLICKMILL_CHECKPOINT_DIR"
            })
    void refusesASettingThatUpDecidesItself(String variable) {
        assertThatThrownBy(() -> start(Map.of(variable, "hunter2")))
                .isInstanceOf(Settings.InvalidException.class)
                .hasMessage(variable + EXPECTED);
    }

    @Test
    void namesAllOfThemTogether() {
        assertThatThrownBy(() -> start(Map.of("CLICKMILL_POSTGRES_URL", "p", "CLICKMILL_LINKS_TOPIC", "l")))
                .hasMessage("CLICKMILL_LINKS_TOPIC" + EXPECTED + "\nCLICKMILL_POSTGRES_URL" + EXPECTED);
    }

    @Test
    void acceptsOtherSettingsAndBlankOnes() {
        Map<String, String> environment = Map.of(
                "CLICKMILL_KAFKA_CLICKS_TOPIC", " ",
                "CLICKMILL_VISITOR_KEY", "",
                "CLICKMILL_CURRENCIES", "acme=eur",
                "CLICKMILL_API_POOL_SIZE", "5");
        assertThatThrownBy(() -> start(environment)).isInstanceOf(StopRequested.class);
    }

    private void start(Map<String, String> environment) throws Exception {
        LocalSettings settings = new LocalSettings(
                new DataFolder(folder), "127.0.0.1", 0, 0, 0, OptionalInt.empty(), "test", environment);
        LocalSystem.start(settings, line -> {}, () -> true);
    }
}
