package io.clickmill.job.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final Lateness LATENESS = Lateness.DEFAULT;

    @Test
    void isLateOneMillisecondBeyondTheBound() {
        long arrival = at("2024-05-01T12:00:20.000Z");
        assertThat(LATENESS.isLate(at("2024-05-01T12:00:05.000Z"), arrival)).isFalse();
        assertThat(LATENESS.isLate(at("2024-05-01T12:00:04.999Z"), arrival)).isTrue();
    }

    @Test
    void isNotLateIfItOccursAtOrAfterItsArrival() {
        assertThat(LATENESS.isLate(1_000, 1_000)).isFalse();
        assertThat(LATENESS.isLate(600_000, 0)).isFalse();
    }

    @Test
    void setsTheWatermarkBackByLatenessAndSkew() {
        assertThat(LATENESS.watermark(at("2024-05-01T12:00:20.000Z"))).isEqualTo(at("2024-05-01T11:59:59.999Z"));
    }

    @Test
    void keepsOnTimeEventsAheadOfTheWatermarkOfAClockWithinTheSkew() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Lateness lateness = new Lateness(Duration.ofMillis(1 + random.nextInt(60_000)));
            long arrival = 1_700_000_000_000L + random.nextInt();
            long occurred = arrival - random.nextInt(70_000);
            if (!lateness.isLate(occurred, arrival)) {
                long clock = arrival + random.nextInt((int) Lateness.CLOCK_SKEW.toMillis() + 1);
                assertThat(lateness.watermark(clock)).isLessThan(occurred);
            }
        }
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
