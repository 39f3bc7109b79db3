package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class IntervalTest {
    @Test
    void startsWeeksOnMondayAndMonthsOnTheFirst() {
        assertThat(starts(Interval.WEEK, "2026-03-05T00:00:00Z", "2026-03-17T00:00:00Z", "UTC"))
                .containsExactly("2026-03-02T00:00Z[UTC]", "2026-03-09T00:00Z[UTC]", "2026-03-16T00:00Z[UTC]");
        assertThat(starts(Interval.MONTH, "2026-01-31T23:30:00Z", "2026-02-28T23:30:00Z", "Europe/Berlin"))
                .containsExactly("2026-02-01T00:00+01:00[Europe/Berlin]", "2026-03-01T00:00+01:00[Europe/Berlin]");
    }

    @Test
    void countsTheHourTwiceWhenClocksGoBack() {
        assertThat(starts(Interval.HOUR, "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", "Europe/Berlin"))
                .containsExactly(
                        "2026-10-25T02:00+02:00[Europe/Berlin]",
                        "2026-10-25T02:00+01:00[Europe/Berlin]",
                        "2026-10-25T03:00+01:00[Europe/Berlin]");
    }

    @Test
    void cutsAnHourWhereTheOffsetChangesByHalfAnHour() {
        assertThat(starts(Interval.HOUR, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z", "Australia/Lord_Howe"))
                .containsExactly(
                        "2026-04-05T01:00+11:00[Australia/Lord_Howe]",
                        "2026-04-05T01:30+10:30[Australia/Lord_Howe]",
                        "2026-04-05T02:00+10:30[Australia/Lord_Howe]");
    }

    @ParameterizedTest
    @EnumSource(names = "TOTAL", mode = EnumSource.Mode.EXCLUDE)
    void givesEveryInstantToTheStepThatStartsLast(Interval interval) {
        for (String zone :
                List.of("UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")) {
            TimeRange range = range("2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z", zone);
            long[] starts = interval.starts(range);
            assertThat(starts).isSorted().doesNotHaveDuplicates();
            for (long instant = range.from(); instant < range.to(); instant += 1_234_567) {
                int found = Arrays.binarySearch(starts, instant);
                long start = starts[found >= 0 ? found : -found - 2];
                assertThat(interval.floor(instant, ZoneId.of(zone))).isEqualTo(start);
            }
        }
    }

    @Test
    void hasNoStepsInAnEmptyRange() {
        assertThat(Interval.DAY.starts(range("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", "UTC")))
                .isEmpty();
    }

    private static List<String> starts(Interval interval, String from, String to, String zone) {
        return Arrays.stream(interval.starts(range(from, to, zone)))
                .mapToObj(start -> ZonedDateTime.ofInstant(java.time.Instant.ofEpochMilli(start), ZoneId.of(zone))
                        .toString())
                .toList();
    }

    private static TimeRange range(String from, String to, String zone) {
        return TimeRange.of(
                OffsetDateTime.parse(from).toInstant(), OffsetDateTime.parse(to).toInstant(), ZoneId.of(zone));
    }
}
