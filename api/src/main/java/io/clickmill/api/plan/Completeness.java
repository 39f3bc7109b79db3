package io.clickmill.api.plan;

import io.clickmill.contract.Granularity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far rollups can be trusted: a bucket is complete if it ends by the progress and its day, in UTC, has no gap.
 *
 * @param progress null before the first checkpoint: then nothing is complete
 * @param gapDays days since 1970-01-01 whose rollups must not be used
 */
public record Completeness(@Nullable Instant progress, Set<Long> gapDays) {
    /** Nothing is complete. */
    public static final Completeness NONE = new Completeness(null, Set.of());

    public Completeness {
        gapDays = Set.copyOf(gapDays);
    }

    /** The parts of {@code [from, to)} whose buckets are complete, ascending; adjacent parts are one. */
    List<Span> within(long from, long to) {
        List<Span> complete = new ArrayList<>();
        long end = progress == null ? from : Math.min(to, progress.toEpochMilli());
        long next = from;
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
