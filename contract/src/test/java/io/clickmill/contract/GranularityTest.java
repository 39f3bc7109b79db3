package io.clickmill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GranularityTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a minute's first millisecond, MINUTE, 2026-03-01T12:00:00.000Z, 2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
        "a minute's last millisecond,  MINUTE, 2026-03-01T12:00:59.999Z, 2026-03-01T12:00:00Z, 2026-03-01T12:01:00Z",
        "an hour across midnight,      HOUR,   2026-02-28T23:30:00Z,     2026-02-28T23:00:00Z, 2026-03-01T00:00:00Z",
        "a leap day,                   DAY,    2024-02-29T12:00:00Z,     2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z",
        "before 1970,                  DAY,    1969-12-31T23:59:59.999Z, 1969-12-31T00:00:00Z, 1970-01-01T00:00:00Z",
    })
    void bucketsAreHalfOpenInUtc(String name, Granularity granularity, Instant at, Instant floor, Instant ceil) {
        assertThat(Instant.ofEpochMilli(granularity.floor(at.toEpochMilli()))).isEqualTo(floor);
        assertThat(Instant.ofEpochMilli(granularity.ceil(at.toEpochMilli()))).isEqualTo(ceil);
    }

    @ParameterizedTest
    @CsvSource({"MINUTE, 0, 59999", "MINUTE, 59999, 59999", "MINUTE, 60000, 119999", "HOUR, -1, -1", "DAY, 1, 86399999"
    })
    void endsABucketWithItsLastMillisecond(Granularity granularity, long at, long last) {
        assertThat(granularity.lastMilli(at)).isEqualTo(last);
    }
}
