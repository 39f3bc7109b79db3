package io.clickmill.api.query;

import io.clickmill.contract.event.EventKind;
import java.util.Optional;

/**
 * One page of the events of one kind of a selection, in the order of time. Events of one millisecond follow each other
 * by id, so that the order, and with it every page, is always the same.
 *
 * <p>A query that exists is valid: the constructor throws a {@link QueryException} that names the parameter.
 *
 * @param newestFirst true for the newest event, and the greatest id, first
 * @param limit events of this page, 1..{@link #MAX_LIMIT}
 * @param offset events before this page; 0 if the page starts after a position
 * @param after the last event before this page; empty for the beginning of the list
 */
public record EventsQuery(
        Selection selection,
        EventKind kind,
        boolean newestFirst,
        int limit,
        long offset,
        Optional<EventPosition> after) {
    public static final int MAX_LIMIT = 1_000;

    /**
     * Checks the query.
     *
     * @throws QueryException naming the first parameter that is wrong
     */
    public EventsQuery {
        QueryException.require(limit >= 1 && limit <= MAX_LIMIT, "limit", Integer.toString(limit), "1.." + MAX_LIMIT);
        QueryException.require(offset >= 0, "offset", Long.toString(offset), "0.." + Long.MAX_VALUE);
        if (after.isPresent()) {
            Text.require("after", after.get().eventId());
            TimeRange.requireKnown("after", after.get().occurredAt().toEpochMilli());
            QueryException.require(offset == 0, "offset", Long.toString(offset), "0 after a position");
        }
    }

    /** A page by its offset from the beginning of the list. */
    public EventsQuery(Selection selection, EventKind kind, boolean newestFirst, int limit, long offset) {
        this(selection, kind, newestFirst, limit, offset, Optional.empty());
    }

    /** The same list, from the first event after one that was listed. */
    public EventsQuery after(EventPosition position) {
        return new EventsQuery(selection, kind, newestFirst, limit, 0, Optional.of(position));
    }

    /** Asks how many of the events that this query lists are in a range, and in each of its steps. */
    public StatsQuery count(TimeRange range, Interval interval) {
        return StatsQuery.of(selection.within(range))
                .interval(interval)
                .metrics(Metric.of(kind))
                .limit(StatsQuery.MAX_LIMIT)
                .build();
    }
}
