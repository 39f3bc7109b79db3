package io.clickmill.api.plan;

import static io.clickmill.api.plan.Asked.COMPLETE;
import static io.clickmill.api.plan.Asked.complete;
import static io.clickmill.api.plan.Asked.inZone;
import static io.clickmill.api.plan.Asked.millis;
import static io.clickmill.api.plan.Asked.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Granularity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private static final Coverage NOTHING_COMPLETE = new Coverage(Optional.of(Asked.YEARS), null, Set.of());

    @Test
    void answersWholeDaysFromDaysAlone() {
        assertPlan(query("2026-04-01T00:00:00Z", "2026-04-09T00:00:00Z").build(), COMPLETE, """
                rollup account by total
                day    2026-04-01T00:00:00Z/2026-04-09T00:00:00Z
                """);
    }

    @Test
    void cutsRaggedEdgesIntoHoursMinutesAndLog() {
        assertPlan(query("2026-04-04T21:49:30.500Z", "2026-04-08T02:03:04.005Z").build(), COMPLETE, """
                rollup account by total
                day    2026-04-05T00:00:00Z/2026-04-08T00:00:00Z
                hour   2026-04-04T22:00:00Z/2026-04-05T00:00:00Z
                hour   2026-04-08T00:00:00Z/2026-04-08T02:00:00Z
                minute 2026-04-04T21:50:00Z/2026-04-04T22:00:00Z
                minute 2026-04-08T02:00:00Z/2026-04-08T02:03:00Z
                log    2026-04-04T21:49:30.500Z/2026-04-04T21:50:00Z
                log    2026-04-08T02:03:00Z/2026-04-08T02:03:04.005Z
                """);
    }

    @Test
    void readsTheOpenTailFromTheLog() {
        assertPlan(query("2026-04-09T00:00:00Z", "2026-04-10T12:00:00Z").build(), COMPLETE, """
                rollup account by total
                day    2026-04-09T00:00:00Z/2026-04-10T00:00:00Z
                hour   2026-04-10T00:00:00Z/2026-04-10T10:00:00Z
                minute 2026-04-10T10:00:00Z/2026-04-10T10:17:00Z
                log    2026-04-10T10:17:00Z/2026-04-10T12:00:00Z
                """);
    }

    @Test
    void readsEverythingAboveTheProgressFromTheLog() {
        assertPlan(query("2026-04-11T00:00:00Z", "2026-04-12T00:00:00Z").build(), COMPLETE, """
                rollup account by total
                log    2026-04-11T00:00:00Z/2026-04-12T00:00:00Z
                """);
        assertPlan(query("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z").build(), NOTHING_COMPLETE, """
                rollup account by total
                log    2026-04-01T00:00:00Z/2026-04-02T00:00:00Z
                """);
    }

    @Test
    void readsAGapDayFromTheLog() {
        Coverage gap = complete("2026-04-10T10:17:42.123Z", "2026-04-03", "2026-04-05", "2026-05-01");
        assertPlan(query("2026-04-01T12:00:00Z", "2026-04-07T00:00:00Z").build(), gap, """
                rollup account by total
                day    2026-04-02T00:00:00Z/2026-04-03T00:00:00Z
                day    2026-04-04T00:00:00Z/2026-04-05T00:00:00Z
                day    2026-04-06T00:00:00Z/2026-04-07T00:00:00Z
                hour   2026-04-01T12:00:00Z/2026-04-02T00:00:00Z
                log    2026-04-03T00:00:00Z/2026-04-04T00:00:00Z
                log    2026-04-05T00:00:00Z/2026-04-06T00:00:00Z
                """);
    }

    @Test
    void asksForNoMinutesThatAreNotKeptAnyMore() {
        assertPlan(query("2026-03-01T00:58:00Z", "2026-03-01T02:00:00Z").build(), COMPLETE, """
                rollup account by total
                hour   2026-03-01T01:00:00Z/2026-03-01T02:00:00Z
                log    2026-03-01T00:58:00Z/2026-03-01T01:00:00Z
                """);
    }

    @Test
    void makesDaysOfAHalfHourZoneOfMinutesAndHours() {
        StatsQuery query = inZone("2026-04-06T00:00:00+05:30", "2026-04-08T00:00:00+05:30", "Asia/Kolkata")
                .interval(Interval.DAY)
                .build();
        assertPlan(query, COMPLETE, """
                rollup account by total
                hour   2026-04-05T19:00:00Z/2026-04-06T18:00:00Z
                hour   2026-04-06T19:00:00Z/2026-04-07T18:00:00Z
                minute 2026-04-05T18:30:00Z/2026-04-05T19:00:00Z
                minute 2026-04-06T18:00:00Z/2026-04-06T19:00:00Z
                minute 2026-04-07T18:00:00Z/2026-04-07T18:30:00Z
                """);
    }

    @Test
    void makesDaysOfAWholeHourZoneOfHours() {
        // The clocks of Berlin go forward on 2026-03-29: that day has 23 hours, from 23:00Z to 22:00Z.
        StatsQuery query = inZone("2026-03-29T00:00:00+01:00", "2026-03-31T00:00:00+02:00", "Europe/Berlin")
                .interval(Interval.DAY)
                .build();
        assertThat(Arrays.stream(Interval.DAY.starts(query.range())).mapToObj(Instant::ofEpochMilli))
                .hasToString("[2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z]");
        assertPlan(query, COMPLETE, """
                rollup account by total
                hour   2026-03-28T23:00:00Z/2026-03-30T22:00:00Z
                """);
    }

    @Test
    void usesWholeUtcDaysInsideAWeekOfAnyZone() {
        StatsQuery query = inZone("2025-10-20T00:00:00+02:00", "2025-10-27T00:00:00+01:00", "Europe/Berlin")
                .interval(Interval.WEEK)
                .build();
        assertPlan(query, COMPLETE, """
                rollup account by total
                day    2025-10-20T00:00:00Z/2025-10-26T00:00:00Z
                hour   2025-10-19T22:00:00Z/2025-10-20T00:00:00Z
                hour   2025-10-26T00:00:00Z/2025-10-26T23:00:00Z
                """);
    }

    @Test
    void staysInTheRangeThatStartsWhereClocksHaveGoneBackOverMidnight() {
        // At 00:01 on 2009-11-01, 02:31Z, the clocks of St. John's went back to 23:01: it is yesterday again until
        // 03:30Z.
        StatsQuery query = inZone("2009-11-01T03:00:00Z", "2009-11-01T05:00:00Z", "America/St_Johns")
                .interval(Interval.DAY)
                .build();
        assertPlan(query, COMPLETE, """
                rollup account by total
                hour   2009-11-01T03:00:00Z/2009-11-01T05:00:00Z
                """);
    }

    /**
     * Every instant that has events is read once, whatever the zone, and no bucket lies in two steps or is incomplete.
     */
    @Test
    void coversWhatIsAskedOnceAndUsesNoBucketThatIsIncompleteOrInTwoSteps() {
        Random random = new Random(1);
        Coverage coverage = new Coverage(
                Optional.of(new Span(millis("2026-03-05T00:00:00Z"), millis("2026-04-12T00:00:00Z"))),
                Instant.parse("2026-04-10T10:17:42.123Z"),
                Set.of(
                        LocalDate.parse("2026-03-08").toEpochDay(),
                        LocalDate.parse("2026-04-05").toEpochDay()));
        List<String> zones =
                List.of("UTC", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "-00:44:30");
        for (int i = 0; i < 2_000; i++) {
            long from = millis("2026-03-01T00:00:00Z") + random.nextLong(40 * 86_400_000L);
            long to = from + random.nextLong(i % 2 == 0 ? 3 * 3_600_000L : 10 * 86_400_000L);
            TimeRange range = new TimeRange(from, to, ZoneId.of(zones.get(random.nextInt(zones.size()))));
            Interval interval = Interval.values()[random.nextInt(Interval.values().length)];
            requireCovered(StatsQuery.of("acme", range).interval(interval).build(), coverage);
        }
    }

    private static void requireCovered(StatsQuery query, Coverage coverage) {
        Plan plan = Planner.plan(query, coverage);
        String what = query + "\n" + plan;
        List<Span> all = new ArrayList<>(plan.log());
        for (Granularity granularity : Granularity.values()) {
            for (Span span : plan.buckets(granularity)) {
                all.add(span);
                for (long start = span.from(); start < span.to(); start += granularity.lengthMillis()) {
                    long last = start + granularity.lengthMillis() - 1;
                    assertThat(granularity.floor(start)).as(what).isEqualTo(start);
                    assertThat(Instant.ofEpochMilli(last)).as(what).isBefore(coverage.progress());
                    assertThat(coverage.gapDays()).as(what).doesNotContain(start / Granularity.DAY.lengthMillis());
                    if (query.isSeries()) {
                        ZoneId zone = query.range().zone();
                        assertThat(query.interval().floor(last, zone))
                                .as(what)
                                .isEqualTo(query.interval().floor(start, zone));
                    }
                }
            }
        }
        assertThat(Span.joined(all))
                .as(what)
                .isEqualTo(coverage.eventsWithin(query.range()).stream().toList());
    }

    @Test
    void readsTheMinuteOfTheProgressFromTheLog() {
        assertPlan(query("2026-04-10T10:16:00Z", "2026-04-10T10:18:00Z").build(), COMPLETE, """
                rollup account by total
                minute 2026-04-10T10:16:00Z/2026-04-10T10:17:00Z
                log    2026-04-10T10:17:00Z/2026-04-10T10:18:00Z
                """);
        assertPlan(
                query("2026-04-10T10:16:00Z", "2026-04-10T10:18:00Z").build(), complete("2026-04-10T10:17:00Z"), """
                rollup account by total
                minute 2026-04-10T10:16:00Z/2026-04-10T10:17:00Z
                log    2026-04-10T10:17:00Z/2026-04-10T10:18:00Z
                """);
    }

    @Test
    void readsAnOffsetWithSecondsFromMinutesAndTheSecondsFromTheLog() {
        StatsQuery query = inZone("2026-04-08T22:00:00Z", "2026-04-09T02:00:00Z", "-00:44:30")
                .interval(Interval.DAY)
                .build();
        assertPlan(query, COMPLETE, """
                rollup account by total
                hour   2026-04-08T22:00:00Z/2026-04-09T00:00:00Z
                hour   2026-04-09T01:00:00Z/2026-04-09T02:00:00Z
                minute 2026-04-09T00:00:00Z/2026-04-09T00:44:00Z
                minute 2026-04-09T00:45:00Z/2026-04-09T01:00:00Z
                log    2026-04-09T00:44:00Z/2026-04-09T00:45:00Z
                """);
    }

    @Test
    void readsNothingBeforeTheFirstDayWithEventsOrAfterTheLast() {
        Coverage twoDays = new Coverage(
                Optional.of(new Span(millis("2026-04-02T00:00:00Z"), millis("2026-04-04T00:00:00Z"))),
                COMPLETE.progress(),
                Set.of());
        assertPlan(query("1000-01-01T00:00:00Z", "9999-01-01T00:00:00Z").build(), twoDays, """
                rollup account by total
                day    2026-04-02T00:00:00Z/2026-04-04T00:00:00Z
                """);
        assertPlan(
                query("1000-01-01T00:00:00Z", "9999-01-01T00:00:00Z")
                        .groupBy(Field.IP)
                        .build(),
                twoDays,
                """
                log only
                log    2026-04-02T00:00:00Z/2026-04-04T00:00:00Z
                """);
        assertPlan(query("2026-04-03T22:59:30Z", "2026-05-01T00:00:00Z").build(), twoDays, """
                rollup account by total
                hour   2026-04-03T23:00:00Z/2026-04-04T00:00:00Z
                log    2026-04-03T22:59:30Z/2026-04-03T23:00:00Z
                """);
        assertPlan(query("2026-04-04T00:00:00Z", "2026-04-05T00:00:00Z").build(), twoDays, "rollup account by total\n");
    }

    @Test
    void readsNothingIfThereAreNoEvents() {
        Coverage none = new Coverage(Optional.empty(), COMPLETE.progress(), Set.of());
        assertPlan(query("2026-04-01T00:00:00Z", "2026-04-05T00:00:00Z").build(), none, "rollup account by total\n");
        assertPlan(
                query("2026-04-01T00:00:00Z", "2026-04-05T00:00:00Z")
                        .bots(Bots.ONLY)
                        .build(),
                none,
                "log only\n");
    }

    private static void assertPlan(StatsQuery query, Coverage coverage, String expected) {
        assertThat(Planner.plan(query, coverage)).hasToString(expected);
    }
}
