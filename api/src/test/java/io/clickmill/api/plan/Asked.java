package io.clickmill.api.plan;

import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Collectors;

/** The questions that tests ask the planner, and the coverages that they give it. */
final class Asked {
    /** The days with events. */
    static final Span YEARS = new Span(millis("2000-01-01T00:00:00Z"), millis("2030-01-01T00:00:00Z"));

    /** Rollups are complete up to a moment of 2026-04-10, and no day is a gap. */
    static final Coverage COMPLETE = complete("2026-04-10T10:17:42.123Z");

    private Asked() {}

    static StatsQuery.Builder query(String from, String to) {
        return inZone(from, to, "UTC");
    }

    static StatsQuery.Builder inZone(String from, String to, String zone) {
        return StatsQuery.of("acme", new TimeRange(millis(from), millis(to), ZoneId.of(zone)));
    }

    static Coverage complete(String progress, String... gapDays) {
        return new Coverage(
                Optional.of(YEARS),
                Instant.parse(progress),
                Arrays.stream(gapDays)
                        .map(day -> LocalDate.parse(day).toEpochDay())
                        .collect(Collectors.toCollection(HashSet::new)));
    }

    static long millis(String instant) {
        return OffsetDateTime.parse(instant).toInstant().toEpochMilli();
    }
}
