package io.clickmill.api.plan;

import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to read for a query, before any row is seen: whole rollup buckets, and ranges of the log for the rest. The
 * lists of spans are sorted, do not overlap, and together cover the part of the asked range that has events.
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
 * @param buckets the spans of whole buckets; a granularity without buckets may be absent
 */
public record Plan(Optional<RollupSource> source, Map<Granularity, List<Span>> buckets, List<Span> log) {
    public Plan {
        buckets = Map.copyOf(buckets);
        log = List.copyOf(log);
    }

    /** The spans of whole buckets of a granularity. */
    public List<Span> buckets(Granularity granularity) {
        return buckets.getOrDefault(granularity, List.of());
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(source.map(RollupSource::toString).orElse("log only"));
        for (Granularity granularity : List.of(Granularity.DAY, Granularity.HOUR, Granularity.MINUTE)) {
            buckets(granularity).forEach(span -> lines.add("%-6s %s".formatted(granularity.word(), span)));
        }
        log.forEach(span -> lines.add("log    " + span));
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }
}
