package io.clickmill.api.plan;

import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Ranges of the log, cut at the bounds of sealed days. A seal holds all events of its day that are not late, with their
 * times, so it answers any part of the day.
 *
 * @param sealed the parts that seals answer, together with the late rows of the log; sorted
 * @param rest the parts that only the log answers; sorted
 */
public record SealedSpans(List<Span> sealed, List<Span> rest) {
    public SealedSpans {
        sealed = List.copyOf(sealed);
        rest = List.copyOf(rest);
    }

    /**
     * Cuts sorted ranges.
     *
     * @param days the sealed days, in days since 1970-01-01
     */
    public static SealedSpans of(List<Span> log, Set<Long> days) {
        List<Span> sealed = new ArrayList<>();
        List<Span> rest = new ArrayList<>();
        long length = Granularity.DAY.lengthMillis();
        for (Span span : log) {
            for (long from = span.from(); from < span.to(); ) {
                long day = Math.floorDiv(from, length);
                long to = Math.min(span.to(), (day + 1) * length);
                Span.append(days.contains(day) ? sealed : rest, from, to);
                from = to;
            }
        }
        return new SealedSpans(sealed, rest);
    }
}
