package io.clickmill.api.plan;

import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to read for a query, before any row is seen: whole rollup buckets, and ranges of the log for the rest. The four
 * lists are sorted, do not overlap, and together cover the part of the asked range that has events.
 *
 * <p>As text, for a range of 9 days and a bit:
 *
 * <pre>
 * rollup campaign 'spring' by country
 * day    2026-03-02T00:00:00Z/2026-03-11T00:00:00Z
 * hour   2026-03-01T22:00:00Z/2026-03-02T00:00:00Z
 * minute 2026-03-01T21:50:00Z/2026-03-01T22:00:00Z
 * log    2026-03-01T21:49:30.500Z/2026-03-01T21:50:00Z
 * </pre>
 *
 * <p>Not every bucket has a row; {@link Reading} goes on from here as rows are found, missing or overflowed.
 *
 * @param source empty if only the log can answer; then there are no buckets
 */
public record Plan(
        Optional<RollupSource> source, List<Span> days, List<Span> hours, List<Span> minutes, List<Span> log) {
    public Plan {
        days = List.copyOf(days);
        hours = List.copyOf(hours);
        minutes = List.copyOf(minutes);
        log = List.copyOf(log);
    }

    /** The spans of whole buckets of a granularity. */
    public List<Span> buckets(Granularity granularity) {
        return switch (granularity) {
            case DAY -> days;
            case HOUR -> hours;
            case MINUTE -> minutes;
        };
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(source.map(RollupSource::toString).orElse("log only"));
        days.forEach(span -> lines.add("day    " + span));
        hours.forEach(span -> lines.add("hour   " + span));
        minutes.forEach(span -> lines.add("minute " + span));
        log.forEach(span -> lines.add("log    " + span));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
