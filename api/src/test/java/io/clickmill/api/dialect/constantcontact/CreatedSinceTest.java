package io.clickmill.api.dialect.constantcontact;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.TimeRange;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CreatedSinceTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T09:30:00Z, 2026-03-01T09:30:00Z",
        "2026-03-01T09:30:00.05Z, 2026-03-01T09:30:00.050Z",
        "2026-03-01T09:30:00.732Z, 2026-03-01T09:30:00.732Z",
        "2026-03-01T09:30:00.732000000Z, 2026-03-01T09:30:00.732Z",
        "2026-03-01T09:30:00.732000001Z, 2026-03-01T09:30:00.733Z",
        "2026-03-01T23:59:59.9999Z, 2026-03-02T00:00:00Z",
        "2026-03-01T09:30:00+05:30, 2026-03-01T04:00:00Z",
        "2026-03-01T09:30:00.1-0800, 2026-03-01T17:30:00.100Z",
        "2026-03-01T09:30:00-00:30, 2026-03-01T10:00:00Z"
    })
    void givesTheFirstMillisecondNotBefore(String text, String expected) {
        assertThat(CreatedSince.parse(text)).hasValue(Instant.parse(expected).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({"0000-01-01T00:00:00Z", "0999-12-31T23:59:59Z"})
    void raisesEarlierTimesToTheFirstYear(String text) {
        assertThat(CreatedSince.parse(text)).hasValue(TimeRange.EARLIEST);
    }

    @ParameterizedTest
    @CsvSource({"9999-12-31T23:59:59.9999Z", "9999-12-31T23:59:59-18:00"})
    void lowersLaterTimesToTheLastYear(String text) {
        assertThat(CreatedSince.parse(text)).hasValue(TimeRange.LATEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-01",
                "2026-03-01T09:30Z",
                "2026-03-01T09:30:00",
                "2026-03-01T09:30:00.Z",
                "2026-03-01T09:30:00.1234567890Z",
                "2026-02-29T09:30:00Z",
                "2026-03-01T24:00:00Z",
                "2026-03-01T09:30:60Z",
                "2026-03-01T09:30:00+19:00",
                "2026-03-01T09:30:00+05",
                "2026-03-01 09:30:00Z",
                "1772357400000",
                "٢٠٢٦-03-01T09:30:00Z"
            })
    void refusesOtherForms(String text) {
        assertThat(CreatedSince.parse(text)).isEmpty();
    }
}
