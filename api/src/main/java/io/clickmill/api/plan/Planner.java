package io.clickmill.api.plan;

import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.List;
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
        return new Plan(source, parts.days, parts.hours, parts.minutes, parts.log);
    }

    /** A plan that reads all of the asked range from the log. */
    public static Plan logOnly(StatsQuery query, Coverage coverage) {
        List<Span> log = coverage.eventsWithin(query.range()).stream().toList();
        return new Plan(Optional.empty(), List.of(), List.of(), List.of(), log);
    }

    private static void cutAtSteps(StatsQuery query, Span complete, Parts parts) {
        if (!query.isSeries()) {
            parts.cut(complete.from(), complete.to());
            return;
        }
        long start = complete.from();
        while (start < complete.to()) {
            long floor = query.interval().floor(start, query.range().zone());
            long next = Math.min(
                    complete.to(), query.interval().next(floor, query.range().zone()));
            parts.cut(start, next);
            start = next;
        }
    }

    /** The lists of a plan while they grow, from the earliest span to the latest. */
    private static final class Parts {
        final List<Span> days = new ArrayList<>();
        final List<Span> hours = new ArrayList<>();
        final List<Span> minutes = new ArrayList<>();
        final List<Span> log = new ArrayList<>();
        final long minutesKeptFrom;

        Parts(long minutesKeptFrom) {
            this.minutesKeptFrom = minutesKeptFrom;
        }

        /**
         * Cuts a range into days, then its ends into hours, and the ends of these into minutes. The log answers the
         * rest.
         */
        void cut(long from, long to) {
            long first = Granularity.DAY.ceil(from);
            long last = Granularity.DAY.floor(to);
            if (first >= last) {
                cutIntoHours(from, to);
                return;
            }
            cutIntoHours(from, first);
            Span.append(days, first, last);
            cutIntoHours(last, to);
        }

        private void cutIntoHours(long from, long to) {
            long first = Granularity.HOUR.ceil(from);
            long last = Granularity.HOUR.floor(to);
            if (first >= last) {
                cutIntoMinutes(from, to);
                return;
            }
            cutIntoMinutes(from, first);
            Span.append(hours, first, last);
            cutIntoMinutes(last, to);
        }

        private void cutIntoMinutes(long from, long to) {
            long first = Granularity.MINUTE.ceil(from);
            long last = Granularity.MINUTE.floor(to);
            if (first >= last || last <= minutesKeptFrom) {
                log(from, to);
                return;
            }
            log(from, first);
            Span.append(minutes, first, last);
            log(last, to);
        }

        void log(long from, long to) {
            Span.append(log, from, to);
        }
    }
}
