package io.clickmill.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "15s, PT15S",
        "2 sec, PT2S",
        "1 second, PT1S",
        "1 min, PT1M",
        "5m, PT5M",
        "24h, PT24H",
        "7305d, PT175320H",
        "365250 days, PT8766000H"
    })
    void readsANumberAndAUnit(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "15",
                "s",
                "-1s",
                "0s",
                "1.5h",
                "1 fortnight",
                "365251d",
                "999999999999999999d",
                "1  s"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " (expected: a duration above 0 such as 250ms, 15s, 10min, 24h or 20d)");
    }
}
