package io.clickmill.api.dialect.constantcontact;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.PageToken;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.EventPosition;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Selection;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request for the clicks of a campaign.
 *
 * @param linkId the link whose clicks are listed; empty for all
 * @param createdSince the first instant of the clicks, in epoch milliseconds
 * @param limit the number of clicks on a page, 1..{@link #MAX_LIMIT}
 * @param after the last click before the page; empty for the first page
 */
record ClicksRequest(
        String accountId,
        String campaignId,
        Optional<String> linkId,
        long createdSince,
        int limit,
        Optional<EventPosition> after) {
    private static final int MAX_LIMIT = 500;
    private static final String CREATED_SINCE = "created_since";
    private static final String LIMIT = "limit";
    private static final String NEXT = "next";

    /**
     * Reads the parameters. Unknown ones are ignored.
     *
     * @throws ErrorAnswer for the first invalid one
     */
    static ClicksRequest of(String accountId, String campaignId, Optional<String> linkId, QueryParameters parameters) {
        for (String known : List.of(Keys.API_KEY, CREATED_SINCE, LIMIT, NEXT)) {
            if (parameters.all(known).size() > 1) {
                throw Errors.invalid(known, "given once");
            }
        }
        Optional<String> createdSince = parameters.first(CREATED_SINCE);
        Optional<String> limit = parameters.first(LIMIT);
        Optional<String> next = parameters.first(NEXT);
        if (next.isEmpty()) {
            return new ClicksRequest(
                    accountId,
                    campaignId,
                    linkId,
                    createdSince.map(ClicksRequest::parseCreatedSince).orElse(TimeRange.EARLIEST),
                    limit.map(ClicksRequest::parseLimit).orElse(MAX_LIMIT),
                    Optional.empty());
        }
        if (createdSince.isPresent() || limit.isPresent()) {
            throw new Failure(
                    Failure.Kind.BAD_REQUEST,
                    "The query parameter 'next' may only be used by itself: it has the limit and the time of its list.");
        }
        return PageToken.read(next.get(), identity(accountId, campaignId))
                .flatMap(position -> ofToken(accountId, campaignId, position))
                .filter(request -> linkId.isEmpty() || linkId.equals(request.linkId))
                .orElseThrow(() -> new Failure(
                        Failure.Kind.BAD_REQUEST,
                        "The value for query parameter 'next' must come from a next_link, and be used with the path of"
                                + " that link."));
    }

    /** The query for the clicks of the page and one more, which shows whether another page follows. */
    EventsQuery query() {
        List<Filter> filters = new ArrayList<>(List.of(Filter.include(Field.CAMPAIGN, campaignId)));
        linkId.ifPresent(id -> filters.add(Filter.include(Field.LINK, id)));
        TimeRange range = new TimeRange(createdSince, TimeRange.LATEST, ZoneOffset.UTC);
        Selection selection = Selection.of(accountId, range).where(filters, List.of());
        EventsQuery first = new EventsQuery(selection, EventKind.CLICK, true, limit + 1, 0);
        return after.map(first::after).orElse(first);
    }

    /** The token of the page after a click. It holds the whole request except the campaign. */
    String tokenAfter(Event last) {
        List<String> position = List.of(
                linkId.orElse(""),
                Long.toString(createdSince),
                Integer.toString(limit),
                Long.toString(last.occurredAt()),
                last.eventId());
        return PageToken.write(identity(accountId, campaignId), position);
    }

    private static List<String> identity(String accountId, String campaignId) {
        return List.of(Keys.DIALECT, accountId, campaignId);
    }

    private static Optional<ClicksRequest> ofToken(String accountId, String campaignId, List<String> position) {
        try {
            Instant occurredAt = Instant.ofEpochMilli(Long.parseLong(position.get(3)));
            return Optional.of(new ClicksRequest(
                    accountId,
                    campaignId,
                    Optional.of(position.get(0)).filter(id -> !id.isEmpty()),
                    Long.parseLong(position.get(1)),
                    parseLimit(position.get(2)),
                    Optional.of(new EventPosition(occurredAt, position.get(4)))));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            // The token was made by hand.
            return Optional.empty();
        }
    }

    private static long parseCreatedSince(String text) {
        return CreatedSince.parse(QueryParameters.withPlus(text))
                .orElseThrow(() -> Errors.invalid(CREATED_SINCE, "an ISO-8601 date and time"));
    }

    private static int parseLimit(String text) {
        return QueryParameters.integer(text, 1, MAX_LIMIT)
                .orElseThrow(() -> Errors.invalid(LIMIT, "between 1 and " + MAX_LIMIT));
    }
}
