package io.clickmill.api.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Referee;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Series where clocks change: events at the very edges of steps are counted in the right one, by rollups and the log.
 */
final class SeriesIT {
    private static final long HOUR_MILLIS = 3_600_000L;

    /** A change of the clocks of a zone. */
    private record Change(String zone, Instant instant) {}

    private static final List<Change> CHANGES = List.of(
            change("Europe/Berlin", "2026-03-29T01:00:00Z"),
            change("Europe/Berlin", "2025-10-26T01:00:00Z"),
            change("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
            change("Australia/Lord_Howe", "2025-10-04T15:30:00Z"),
            change("America/Havana", "2026-03-08T05:00:00Z"),
            change("America/Havana", "2025-11-02T05:00:00Z"),
            change("Africa/Cairo", "2024-10-31T21:00:00Z"),
            change("America/Sao_Paulo", "2018-11-04T03:00:00Z"),
            change("America/St_Johns", "2009-11-01T02:31:00Z"),
            change("Pacific/Apia", "2011-12-30T10:00:00Z"),
            change("Asia/Kathmandu", "1985-12-31T18:30:00Z"),
            change("Africa/Monrovia", "1972-01-07T00:44:30Z"),
            change("America/Juneau", "1867-10-19T00:31:13Z"),
            change("Europe/Berlin", "1000-01-02T00:00:00Z"),
            change("+05:45", "9999-12-30T18:15:00Z"));

    @Test
    void countsEveryEventInItsStep() throws Exception {
        List<TestEvent> events = new ArrayList<>();
        CHANGES.forEach(change -> addAround(events, change));
        TestDatabase database = TestDatabase.create();
        new RollupFixture(Instant.parse("2026-04-05T12:00:00Z"), Set.of()).fill(database, events);
        PostgresStatsReader reader = new PostgresStatsReader(database.pooled(Schema.READER_ROLE));
        for (Change change : CHANGES) {
            Referee referee = new Referee(events.stream()
                    .filter(event -> event.accountId().equals(change.toString()))
                    .toList());
            int hours = 0;
            for (Interval interval : Interval.values()) {
                for (long before : new long[] {0, HOUR_MILLIS / 2, 3 * HOUR_MILLIS}) {
                    long middle = change.instant().toEpochMilli();
                    TimeRange range =
                            new TimeRange(middle - before, middle + 3 * HOUR_MILLIS + 1, ZoneId.of(change.zone()));
                    StatsQuery query = StatsQuery.of(change.toString(), range)
                            .interval(interval)
                            .metrics(Metric.CLICKS, Metric.UNIQUES)
                            .limit(StatsQuery.MAX_LIMIT)
                            .build();
                    StatsResult result = reader.read(query);
                    assertThat(result.rows())
                            .as("%s\n%s", query, result.plan())
                            .isEqualTo(referee.read(query).rows());
                    hours += result.plan().hours();
                }
            }
            if (change.instant().isBefore(Instant.parse("2026-04-05T00:00:00Z"))) {
                assertThat(hours).as("hours read for %s", change).isPositive();
            }
        }
    }

    /** An event every 50 s in the three hours before and after, and three at each quarter of an hour's edge. */
    private static void addAround(List<TestEvent> events, Change change) {
        long middle = change.instant().toEpochMilli();
        for (long distance = -3 * HOUR_MILLIS; distance <= 3 * HOUR_MILLIS; distance += 50_000) {
            add(events, change, middle + distance);
        }
        for (long distance = -3 * HOUR_MILLIS; distance <= 3 * HOUR_MILLIS; distance += HOUR_MILLIS / 4) {
            for (int millis = -1; millis <= 1; millis++) {
                add(events, change, middle + distance + millis);
            }
        }
    }

    private static void add(List<TestEvent> events, Change change, long occurredAt) {
        events.add(new TestEvent(
                change.toString(),
                "e" + events.size(),
                occurredAt,
                false,
                false,
                "click",
                1 + events.size() % 20,
                0,
                Map.of(Field.COUNTRY, "GB"),
                Map.of(),
                List.of()));
    }

    private static Change change(String zone, String instant) {
        return new Change(zone, Instant.parse(instant));
    }
}
