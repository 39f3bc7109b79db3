package io.clickmill.api.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.LocalClock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no midnight when clocks go forward  | Africa/Cairo        | DAY   | 2024-04-26T12:00 | 2024-04-26T01:00+03:00 | 2024-04-27T00:00+03:00
            the same in Beirut                  | Asia/Beirut         | DAY   | 2026-03-29T12:00 | 2026-03-29T01:00+03:00 | 2026-03-30T00:00+03:00
            the same in Havana                  | America/Havana      | DAY   | 2026-03-08T12:00 | 2026-03-08T01:00-04:00 | 2026-03-09T00:00-04:00
            the first of two midnights          | America/Havana      | DAY   | 2026-11-01T12:00 | 2026-11-01T00:00-04:00 | 2026-11-02T00:00-05:00
            an hour again before midnight       | Africa/Cairo        | DAY   | 2024-10-31T23:30 | 2024-10-31T00:00+03:00 | 2024-11-01T00:00+02:00
            the same in Sao Paulo               | America/Sao_Paulo   | DAY   | 2018-11-04T12:00 | 2018-11-04T01:00-02:00 | 2018-11-05T00:00-02:00
            a day of 23 hours and a half        | Australia/Lord_Howe | DAY   | 2026-10-04T12:00 | 2026-10-04T00:00+10:30 | 2026-10-05T00:00+11:00
            a day that was left out             | Pacific/Apia        | DAY   | 2011-12-29T12:00 | 2011-12-29T00:00-10:00 | 2011-12-31T00:00+14:00
            a week without its Friday           | Pacific/Apia        | WEEK  | 2011-12-31T12:00 | 2011-12-26T00:00-10:00 | 2012-01-02T00:00+14:00
            a day that came twice               | America/Juneau      | DAY   | 1867-10-19T12:00 | 1867-10-19T00:00+15:02:19 | 1867-10-20T00:00-08:57:41
            an offset with seconds              | Africa/Monrovia     | HOUR  | 1971-06-01T12:30 | 1971-06-01T12:00-00:44:30 | 1971-06-01T13:00-00:44:30
            an hour cut where seconds end       | Africa/Monrovia     | HOUR  | 1972-01-07T00:44:30 | 1972-01-07T00:44:30Z | 1972-01-07T01:00Z
            an hour cut by a quarter            | Asia/Kathmandu      | HOUR  | 1986-01-01T00:20 | 1986-01-01T00:15+05:45 | 1986-01-01T01:00+05:45
            five minutes on the local clock     | Asia/Kathmandu      | FIVE_MINUTES | 2026-03-31T12:04:59 | 2026-03-31T12:00+05:45 | 2026-03-31T12:05+05:45
            five minutes cut by the clocks      | Africa/Monrovia     | FIVE_MINUTES | 1972-01-07T00:44:30 | 1972-01-07T00:44:30Z | 1972-01-07T00:45Z
            a month over a change               | Europe/Berlin       | MONTH | 2026-03-31T12:00 | 2026-03-01T00:00+01:00 | 2026-04-01T00:00+02:00
            a fixed offset                      | +05:45              | DAY   | 2026-03-31T12:00 | 2026-03-31T00:00+05:45 | 2026-04-01T00:00+05:45
            the year 1000                       | Europe/Berlin       | MONTH | 1000-01-01T12:00 | 1000-01-01T00:00+00:53:28 | 1000-02-01T00:00+00:53:28
            the year 9999                       | America/New_York    | MONTH | 9999-12-31T12:00 | 9999-12-01T00:00-05:00 | +10000-01-01T00:00-05:00
            """)
    void startsAndEndsWhereTheCalendarSays(
            String name, String zone, Interval interval, LocalDateTime local, String start, String next) {
        ZoneId id = ZoneId.of(zone);
        long floor = interval.floor(local.atZone(id).toInstant().toEpochMilli(), id);
        assertThat(floor).isEqualTo(millis(start));
        assertThat(interval.next(floor, id)).isEqualTo(millis(next));
    }

    @Test
    void endsADayWhenTheNextDateFirstStartsEvenIfClocksGoBackOverMidnight() {
        // At 00:01 on 2009-11-01 the clocks of St. John's went back to 23:01 on 2009-10-31.
        String firstMidnight = "2009-11-01T00:00-02:30[America/St_Johns]";
        assertThat(starts(Interval.DAY, "2009-11-01T02:00:00Z", "2009-11-01T03:45:00Z", "America/St_Johns"))
                .containsExactly("2009-10-31T00:00-02:30[America/St_Johns]", firstMidnight);
        for (Interval interval : List.of(Interval.DAY, Interval.MONTH)) {
            assertThat(starts(interval, "2009-11-01T02:45:00Z", "2009-11-01T03:45:00Z", "America/St_Johns"))
                    .containsExactly(firstMidnight);
        }
    }

    @Test
    void agreesWithTheClocksOfEveryZoneAroundTheirChanges() {
        Random random = new Random(1);
        for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(id);
            for (long change : someChanges(zone, random)) {
                for (Interval interval : Interval.values()) {
                    if (interval != Interval.TOTAL) {
                        requireRight(interval, zone, near(change, random));
                    }
                }
            }
        }
    }

    private static void requireRight(Interval interval, ZoneId zone, long instant) {
        String what = interval + " " + zone + " " + Instant.ofEpochMilli(instant);
        LocalClock clock = new LocalClock(interval, zone);
        long start = interval.floor(instant, zone);
        long next = interval.next(start, zone);
        assertThat(start).as(what).isEqualTo(clock.stepStart(instant));
        assertThat(next).as(what).isGreaterThan(instant);
        assertThat(clock.stepStart(next)).as(what).isEqualTo(next);
        assertThat(clock.stepStart(next - 1)).as(what).isEqualTo(start);
        assertThat(interval.floor(next, zone)).as(what).isEqualTo(next);
    }

    /**
     * Returns up to five changes of the past, and two that the zone's rules give for every year. It returns random
     * instants for a zone without changes.
     */
    private static List<Long> someChanges(ZoneId zone, Random random) {
        List<Long> changes = new ArrayList<>();
        List<ZoneOffsetTransition> past = zone.getRules().getTransitions();
        for (int i = 0; i < 5 && !past.isEmpty(); i++) {
            changes.add(past.get(random.nextInt(past.size())).toEpochSecond() * 1_000);
        }
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.parse("2026-01-01T00:00:00Z"));
        for (int i = 0; i < 2 && change != null; i++) {
            changes.add(change.toEpochSecond() * 1_000);
            change = zone.getRules().nextTransition(change.getInstant());
        }
        return changes.isEmpty() ? List.of(random.nextLong(TimeRange.EARLIEST, TimeRange.LATEST)) : changes;
    }

    /** At the instant, a millisecond, up to an hour, or up to two days before or after it. */
    private static long near(long instant, Random random) {
        long distance = List.of(0L, 1L, 3_600_000L, 2 * 86_400_000L).get(random.nextInt(4));
        return instant + random.nextLong(-distance, distance + 1);
    }

    private static long millis(String dateTime) {
        return OffsetDateTime.parse(dateTime).toInstant().toEpochMilli();
    }

    @Test
    void hasNoStepsInAnEmptyRange() {
        assertThat(Interval.DAY.starts(range("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", "UTC")))
                .isEmpty();
    }

    private static List<String> starts(Interval interval, String from, String to, String zone) {
        return Arrays.stream(interval.starts(range(from, to, zone)))
                .mapToObj(start -> ZonedDateTime.ofInstant(Instant.ofEpochMilli(start), ZoneId.of(zone))
                        .toString())
                .toList();
    }

    private static TimeRange range(String from, String to, String zone) {
        return TimeRange.of(
                OffsetDateTime.parse(from).toInstant(), OffsetDateTime.parse(to).toInstant(), ZoneId.of(zone));
    }
}
