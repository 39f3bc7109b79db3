package io.clickmill.contract.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    UTC                       | 2024-05-01T12:00:00Z                | 2024-05-01T12:00:00Z
                    lower case                | 2024-05-01t12:00:00z                | 2024-05-01T12:00:00Z
                    a space                   | 2024-05-01 12:00:00Z                | 2024-05-01T12:00:00Z
                    no seconds                | 2024-05-01T12:00Z                   | 2024-05-01T12:00:00Z
                    an offset to the east     | 2024-05-01T12:00:00+02:00           | 2024-05-01T10:00:00Z
                    an offset to the west     | 2024-05-01T12:00:00-09:30           | 2024-05-01T21:30:00Z
                    an offset without a colon | 2024-05-01T12:00:00+0530            | 2024-05-01T06:30:00Z
                    an offset of hours        | 2024-05-01T12:00:00+05              | 2024-05-01T07:00:00Z
                    one digit                 | 2024-05-01T12:00:00.1Z              | 2024-05-01T12:00:00.100Z
                    three digits              | 2024-05-01T12:00:00.123Z            | 2024-05-01T12:00:00.123Z
                    nine digits               | 2024-05-01T12:00:00.123999999Z      | 2024-05-01T12:00:00.123Z
                    twelve digits             | 2024-05-01T12:00:00.000999999999Z   | 2024-05-01T12:00:00Z
                    a comma                   | 2024-05-01T12:00:00,5+00:00         | 2024-05-01T12:00:00.500Z
                    a leap day                | 2024-02-29T00:00:00Z                | 2024-02-29T00:00:00Z
                    before the epoch          | 1969-12-31T23:59:59.999Z            | 1969-12-31T23:59:59.999Z
                    the last year             | 9999-12-31T23:59:59.999Z            | 9999-12-31T23:59:59.999Z
                    """)
    void readsTimes(String description, String text, Instant expected) {
        assertThat(EventTime.parse(text)).isEqualTo(expected.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2024-05-01",
                "2024-05-01T12:00:00",
                "2024-05-01T12Z",
                "2024-13-01T12:00:00Z",
                "2024-00-01T12:00:00Z",
                "2024-04-31T12:00:00Z",
                "2023-02-29T12:00:00Z",
                "2024-05-00T12:00:00Z",
                "2024-05-01T24:00:00Z",
                "2024-05-01T12:60:00Z",
                "2024-05-01T12:00:60Z",
                "2024-05-01T12:00:00.Z",
                "2024-05-01T12:00:00+19:00",
                "2024-05-01T12:00:00+02:",
                "2024-05-01T12:00:00+2",
                "2024-05-01T12:00:00Z ",
                "24-05-01T12:00:00Z",
                "+12024-05-01T12:00:00Z",
                "2024-5-1T12:00:00Z",
                "2024-05-01T1２:00:00Z"
            })
    void refusesTextThatIsNotATime(String text) {
        assertThat(EventTime.parse(text)).isEqualTo(EventTime.INVALID);
    }

    @Test
    void agreesWithTheJdkOnEveryDayOfFourCenturies() {
        LocalDate end = LocalDate.of(2300, 1, 1);
        for (LocalDate day = LocalDate.of(1900, 1, 1); day.isBefore(end); day = day.plusDays(1)) {
            assertThat(EventTime.parse(day + "T00:00:00Z")).isEqualTo(day.toEpochDay() * 86_400_000L);
        }
    }
}
