package io.clickmill.api.plan;

import static io.clickmill.api.plan.Asked.COMPLETE;
import static io.clickmill.api.plan.Asked.millis;
import static io.clickmill.api.plan.Asked.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Granularity;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ReadingTest {
    @Test
    void triesSmallerBucketsOfAnOverflowAndReadsMissingOnesFromTheLog() {
        Reading reading = new Reading(Planner.plan(
                query("2026-04-06T00:00:00Z", "2026-04-09T00:00:00Z").build(), COMPLETE));
        assertThat(wanted(reading)).isEqualTo("DAY [2026-04-06T00:00:00Z/2026-04-09T00:00:00Z]");
        reading.found(Granularity.DAY, millis("2026-04-06T00:00:00Z"), false);
        reading.found(Granularity.DAY, millis("2026-04-07T00:00:00Z"), true);
        reading.next();
        assertThat(wanted(reading)).isEqualTo("HOUR [2026-04-07T00:00:00Z/2026-04-08T00:00:00Z]");
        reading.found(Granularity.HOUR, millis("2026-04-07T00:00:00Z"), true);
        reading.found(Granularity.HOUR, millis("2026-04-07T02:00:00Z"), false);
        reading.next();
        assertThat(wanted(reading)).isEqualTo("MINUTE [2026-04-07T00:00:00Z/2026-04-07T01:00:00Z]");
        reading.found(Granularity.MINUTE, millis("2026-04-07T00:00:00Z"), false);
        reading.found(Granularity.MINUTE, millis("2026-04-07T00:01:00Z"), true);
        reading.next();
        assertThat(wanted(reading)).isEmpty();
        assertThat(reading.log())
                .hasToString("[2026-04-07T00:01:00Z/2026-04-07T02:00:00Z, 2026-04-07T03:00:00Z/2026-04-09T00:00:00Z]");
        assertThat(reading.late())
                .hasToString("[2026-04-06T00:00:00Z/2026-04-07T00:01:00Z, 2026-04-07T02:00:00Z/2026-04-07T03:00:00Z]");
        assertThat(reading.used(Granularity.DAY)).isEqualTo(1);
        assertThat(reading.used(Granularity.HOUR)).isEqualTo(1);
        assertThat(reading.used(Granularity.MINUTE)).isEqualTo(1);
    }

    @Test
    void readsHoursOfThePlanAndOfAnOverflowedDayInTheSameWay() {
        Reading reading = new Reading(Planner.plan(
                query("2026-04-06T22:00:00Z", "2026-04-08T00:00:00Z").build(), COMPLETE));
        assertThat(wanted(reading))
                .isEqualTo("HOUR [2026-04-06T22:00:00Z/2026-04-07T00:00:00Z],"
                        + " DAY [2026-04-07T00:00:00Z/2026-04-08T00:00:00Z]");
        reading.found(Granularity.DAY, millis("2026-04-07T00:00:00Z"), true);
        reading.found(Granularity.HOUR, millis("2026-04-06T22:00:00Z"), true);
        reading.next();
        assertThat(wanted(reading))
                .isEqualTo("MINUTE [2026-04-06T22:00:00Z/2026-04-06T23:00:00Z],"
                        + " HOUR [2026-04-07T00:00:00Z/2026-04-08T00:00:00Z]");
        reading.found(Granularity.MINUTE, millis("2026-04-06T22:59:00Z"), false);
        reading.found(Granularity.HOUR, millis("2026-04-07T00:00:00Z"), false);
        reading.next();
        assertThat(wanted(reading)).isEmpty();
        assertThat(reading.log())
                .hasToString("[2026-04-06T22:00:00Z/2026-04-06T22:59:00Z, 2026-04-06T23:00:00Z/2026-04-07T00:00:00Z,"
                        + " 2026-04-07T01:00:00Z/2026-04-08T00:00:00Z]");
        assertThat(reading.late())
                .hasToString("[2026-04-06T22:59:00Z/2026-04-06T23:00:00Z, 2026-04-07T00:00:00Z/2026-04-07T01:00:00Z]");
    }

    private static String wanted(Reading reading) {
        return reading.wanted().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
