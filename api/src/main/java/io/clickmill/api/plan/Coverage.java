package io.clickmill.api.plan;

import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.Granularity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a query's events before any is read: the days that have some, and how far rollups can be trusted. A
 * bucket is complete if it ends by the progress and its day, in UTC, has no gap.
 *
 * @param events from the first day with an event of the query's {@link QueryScope} to the end of the last, in UTC;
 *     empty if there is none
 * @param progress null before the first watermark is durable: then nothing is complete
 * @param gapDays days since 1970-01-01 whose rollups must not be used
 */
public record Coverage(Optional<Span> events, @Nullable Instant progress, Set<Long> gapDays) {
    public Coverage {
        gapDays = Set.copyOf(gapDays);
    }

    /** The part of a range that can have events; empty if the range has none. */
    public Optional<Span> eventsWithin(TimeRange range) {
        return events.filter(span -> Math.max(range.from(), span.from()) < Math.min(range.to(), span.to()))
                .map(span -> new Span(Math.max(range.from(), span.from()), Math.min(range.to(), span.to())));
    }

    /** The same, but no rollups are to be used on these days either. */
    public Coverage withoutRollupsOf(Set<Long> days) {
        Set<Long> unused = new HashSet<>(gapDays);
        unused.addAll(days);
        return new Coverage(events, progress, unused);
    }

    /**
     * Whether all of a day is complete.
     *
     * @param day days since 1970-01-01, in UTC, within the range for which this was read
     */
    public boolean isComplete(long day) {
        return progress != null
                && (day + 1) * Granularity.DAY.lengthMillis() <= progress.toEpochMilli()
                && !gapDays.contains(day);
    }

    /** The parts of a span whose buckets are complete, ascending; adjacent parts are one. */
    List<Span> completeWithin(Span span) {
        List<Span> complete = new ArrayList<>();
        long end = progress == null ? span.from() : Math.min(span.to(), progress.toEpochMilli());
        long next = span.from();
        for (long day : new TreeSet<>(gapDays)) {
            long gapStart = day * Granularity.DAY.lengthMillis();
            long gapEnd = gapStart + Granularity.DAY.lengthMillis();
            if (gapEnd > next && gapStart < end) {
                Span.append(complete, next, gapStart);
                next = gapEnd;
            }
        }
        Span.append(complete, next, end);
        return complete;
    }
}
