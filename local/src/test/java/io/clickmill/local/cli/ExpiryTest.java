package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "90d, 2027-02-18T10:00:00Z",
        "12h, 2026-11-20T22:00:00Z",
        "30m, 2026-11-20T10:30:00Z",
        "2027-01-31, 2027-01-31T00:00:00Z",
        "2027-01-31T12:00:00+02:00, 2027-01-31T10:00:00Z"
    })
    void readsATime(String text, Instant expected) {
        assertThat(Expiry.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0d", "-1d", "2027-13-01", "90", "2026-11-19"})
    void refusesInvalidAndPastTimes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Expiry.parse(text, NOW))
                .withMessageStartingWith("--expires: " + text);
    }
}
