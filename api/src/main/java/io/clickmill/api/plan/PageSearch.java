package io.clickmill.api.plan;

import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the part of the log that holds a page of events: ask {@link #next}, report the counts to {@link #found}, until
 * nothing is asked any more; then {@link #page} says what to read.
 *
 * <p>A page near the beginning is read immediately. For a later one, the events of each month are counted, then those
 * of the days of the month in which it starts, of the hours of that day and of the minutes of that hour, until few
 * events are left to pass over. If only the log can answer the counts, they are not made: they would read more than
 * they save.
 *
 * <p>Holds the state of one query; not for use by several threads.
 */
public final class PageSearch {
    /** This many events are passed over in the log rather than counted, which would take as long. */
    public static final long MAX_PASSED_OVER = 2_000;

    private static final List<Interval> STEPS = List.of(Interval.MONTH, Interval.DAY, Interval.HOUR, Interval.MINUTE);

    private final EventsQuery query;
    private final long maxPassedOver;
    private Optional<Page> page;
    /** The part of the page's range in which the page starts. */
    private Optional<Span> start;

    /**
     * What to read of the log.
     *
     * @param range holds all events of the page
     * @param offset the number of the range's events before the page
     */
    public record Page(Span range, long offset) {}

    /**
     * Starts with nothing counted.
     *
     * @param maxPassedOver events, such as {@link #MAX_PASSED_OVER}
     */
    public PageSearch(EventsQuery query, Coverage coverage, long maxPassedOver) {
        this.query = query;
        this.maxPassedOver = maxPassedOver;
        this.start = coverage.eventsWithin(query.selection().range());
        this.page = start.map(all -> new Page(all, query.offset()));
    }

    /** The count to be made next, a series; empty when the page is found. */
    public Optional<StatsQuery> next() {
        boolean isNear = page.stream().allMatch(found -> found.offset() <= maxPassedOver);
        if (isNear) {
            return Optional.empty();
        }
        return start.flatMap(span -> interval(span).map(interval -> query.count(range(span), interval)))
                .filter(count -> RollupSource.of(count).isPresent());
    }

    /** Reports the rows of the last count, by start, ascending. */
    public void found(List<Row> counts) {
        Page page = this.page.orElseThrow();
        Span counted = start.orElseThrow();
        Interval interval = interval(counted).orElseThrow();
        Optional<Span> first = Optional.empty();
        Span range = page.range();
        long before = 0;
        long passed = 0;
        for (Row row : inOrder(counts)) {
            Span step = step(row, interval, counted);
            long upTo = before + row.value(Metric.of(query.kind()));
            if (first.isEmpty() && upTo > page.offset()) {
                first = Optional.of(step);
                passed = before;
                range = query.newestFirst() ? new Span(range.from(), step.to()) : new Span(step.from(), range.to());
            }
            if (upTo - page.offset() >= query.limit()) {
                range = query.newestFirst() ? new Span(step.from(), range.to()) : new Span(range.from(), step.to());
                break;
            }
            before = upTo;
        }
        Page left = new Page(range, page.offset() - passed);
        this.page = first.map(found -> left);
        this.start = first;
    }

    /** What to read; empty if the page is known to start after the last event. */
    public Optional<Page> page() {
        return page;
    }

    private List<Row> inOrder(List<Row> rows) {
        List<Row> ordered = new ArrayList<>(rows);
        if (query.newestFirst()) {
            Collections.reverse(ordered);
        }
        return ordered;
    }

    /** The longest interval that cuts the span; empty for a minute. */
    private static Optional<Interval> interval(Span span) {
        return STEPS.stream()
                .filter(interval -> end(interval, span.from()) < span.to())
                .findFirst();
    }

    /** The part of the span that a row counts. */
    private static Span step(Row row, Interval interval, Span span) {
        long start = Objects.requireNonNull(row.start()).toEpochMilli();
        return new Span(Math.max(start, span.from()), Math.min(end(interval, start), span.to()));
    }

    private static long end(Interval interval, long instant) {
        return interval.next(interval.floor(instant, ZoneOffset.UTC), ZoneOffset.UTC);
    }

    private static TimeRange range(Span span) {
        return new TimeRange(span.from(), span.to(), ZoneOffset.UTC);
    }
}
