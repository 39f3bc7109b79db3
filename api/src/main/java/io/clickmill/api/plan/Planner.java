package io.clickmill.api.plan;

import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what to read for a query: {@link RollupSource} says which rollups could hold the answer, {@link Coverage} on
 * which days there are events and which buckets are complete, and the range is cut into the largest of those.
 *
 * <p>In a series each step is a range of its own: a bucket is used only if it lies in one step, so that days of a zone
 * with an offset of half an hour are made of half an hour of minutes, 23 hours and half an hour of minutes.
 */
public final class Planner {
    /** Whole days are kept, so the oldest minute that has a row ended at most this long ago. */
    private static final long MINUTES_KEPT_MILLIS =
            (Granularity.MINUTES_KEPT_DAYS + 1) * Granularity.DAY.lengthMillis();

    private Planner() {}

    /** The plan for a query, as far as it can be known before a row is read. */
    public static Plan plan(StatsQuery query, Coverage coverage) {
        Optional<RollupSource> source = RollupSource.of(query);
        Parts parts = new Parts(
                coverage.progress() == null
                        ? Long.MIN_VALUE
                        : coverage.progress().toEpochMilli() - MINUTES_KEPT_MILLIS);
        coverage.eventsWithin(query.range()).ifPresent(asked -> {
            long done = asked.from();
            if (source.isPresent()) {
                for (Span complete : coverage.completeWithin(asked)) {
                    parts.log(done, complete.from());
                    cutAtSteps(query, complete, parts);
                    done = complete.to();
                }
            }
            parts.log(done, asked.to());
        });
        return new Plan(source, parts.buckets, parts.log);
    }

    /** Whether rollups may answer the query, apart from the ends of its range. Such a question is cheap. */
    public static boolean mayUseRollups(StatsQuery query) {
        return RollupSource.of(query).isPresent();
    }

    /** A plan that reads all of the asked range from the log. */
    public static Plan logOnly(StatsQuery query, Coverage coverage) {
        List<Span> log = coverage.eventsWithin(query.range()).stream().toList();
        return new Plan(Optional.empty(), Map.of(), log);
    }

    private static void cutAtSteps(StatsQuery query, Span complete, Parts parts) {
        if (!query.isSeries()) {
            parts.cut(Granularity.DAY, complete.from(), complete.to());
            return;
        }
        long start = complete.from();
        while (start < complete.to()) {
            long floor = query.interval().floor(start, query.range().zone());
            long next = Math.min(
                    complete.to(), query.interval().next(floor, query.range().zone()));
            parts.cut(Granularity.DAY, start, next);
            start = next;
        }
    }

    /** The lists of a plan while they grow, from the earliest span to the latest. */
    private static final class Parts {
        final Map<Granularity, List<Span>> buckets = new EnumMap<>(Granularity.class);
        final List<Span> log = new ArrayList<>();
        final long minutesKeptFrom;

        Parts(long minutesKeptFrom) {
            this.minutesKeptFrom = minutesKeptFrom;
        }

        /**
         * Cuts a range into days, then its ends into hours, and the ends of these into minutes. The log answers the
         * rest.
         */
        void cut(Granularity granularity, long from, long to) {
            long first = granularity.ceil(from);
            long last = granularity.floor(to);
            boolean isDropped = granularity == Granularity.MINUTE && last <= minutesKeptFrom;
            if (first >= last || isDropped) {
                cutSmaller(granularity, from, to);
                return;
            }
            cutSmaller(granularity, from, first);
            Span.append(buckets.computeIfAbsent(granularity, g -> new ArrayList<>()), first, last);
            cutSmaller(granularity, last, to);
        }

        private void cutSmaller(Granularity granularity, long from, long to) {
            granularity.smaller().ifPresentOrElse(smaller -> cut(smaller, from, to), () -> log(from, to));
        }

        void log(long from, long to) {
            Span.append(log, from, to);
        }
    }
}
