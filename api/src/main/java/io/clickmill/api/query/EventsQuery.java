package io.clickmill.api.query;

import java.util.List;
import java.util.Optional;

/**
 * One page of an account's events of one kind, in the order of time; events of bots are left out. Events of one
 * millisecond follow each other by id, so that the order, and with it every page, is always the same.
 *
 * <p>A query that exists is valid: the constructor throws a {@link QueryException} that names the parameter.
 *
 * @param filters an event has to pass them all
 * @param metadata an event has to meet them all
 * @param newestFirst true for the newest event, and the greatest id, first
 * @param limit events of this page, 1..{@link #MAX_LIMIT}
 * @param offset events before this page; 0 where it starts after a position
 * @param after the last event before this page; empty for the beginning of the list
 */
public record EventsQuery(
        String accountId,
        TimeRange range,
        List<Filter> filters,
        List<MetadataCondition> metadata,
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
        filters = List.copyOf(filters);
        metadata = List.copyOf(metadata);
        Text.require("account_id", accountId);
        QueryException.require(!accountId.isEmpty(), "account_id", accountId, "the id of an account");
        QueryException.require(limit >= 1 && limit <= MAX_LIMIT, "limit", Integer.toString(limit), "1.." + MAX_LIMIT);
        QueryException.require(offset >= 0, "offset", Long.toString(offset), "0.." + Long.MAX_VALUE);
        if (after.isPresent()) {
            Text.require("after", after.get().eventId());
            TimeRange.requireKnown("after", after.get().occurredAt().toEpochMilli());
            QueryException.require(offset == 0, "offset", Long.toString(offset), "0 after a position");
        }
    }

    /** From the beginning of the list. */
    public EventsQuery(
            String accountId,
            TimeRange range,
            List<Filter> filters,
            List<MetadataCondition> metadata,
            EventKind kind,
            boolean newestFirst,
            int limit,
            long offset) {
        this(accountId, range, filters, metadata, kind, newestFirst, limit, offset, Optional.empty());
    }

    /** The same list, from behind an event that was listed. */
    public EventsQuery after(EventPosition position) {
        return new EventsQuery(accountId, range, filters, metadata, kind, newestFirst, limit, 0, Optional.of(position));
    }

    /** Asks how many of the events that this query lists are in a range, and in each of its steps. */
    public StatsQuery count(TimeRange range, Interval interval) {
        StatsQuery.Builder count = StatsQuery.of(accountId, range)
                .metadata(metadata)
                .interval(interval)
                .metrics(kind.metric())
                .limit(StatsQuery.MAX_LIMIT);
        filters.forEach(count::filter);
        return count.build();
    }
}
