package io.clickmill.api.stats;

import io.clickmill.api.http.PageToken;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.EventPosition;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Selection;
import io.clickmill.contract.event.EventKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the parameters of {@code GET /v1/events}: those that select events, and {@code event} ({@code click}, {@code lead}
 * or {@code sale}, default {@code click}), {@code sort} ({@code -timestamp}, the default, or {@code timestamp}),
 * {@code limit} (1..1000, default 100), {@code page} and {@code format} ({@code json} or {@code ndjson}).
 *
 * @param list what identifies the list whose pages are asked for
 */
record EventsRequest(EventsQuery query, List<String> list, boolean isNdjson) {
    private static final Set<String> PARAMETERS = Set.of("limit", "page", "sort", "format");
    private static final Set<String> NOT_OF_THE_LIST = Set.of("limit", "page", "format");
    private static final int DEFAULT_LIMIT = 100;

    /**
     * Parses the parameters.
     *
     * @throws io.clickmill.api.query.QueryException that names the first invalid parameter
     */
    static EventsRequest parse(QueryParameters parameters, String accountId, Instant now) {
        SelectionRequest request = new SelectionRequest(parameters);
        request.requireKnownOnce(PARAMETERS);
        EventKind kind = parameters.word("event", EventKind.class).orElse(EventKind.CLICK);
        List<Filter> filters = request.filters().stream()
                .filter(filter -> filter.field() != Field.EVENT)
                .toList();
        Selection selection =
                new Selection(accountId, request.range(now), filters, List.of(), request.bots(List.of(), filters));
        boolean newestFirst = parameters
                .read("sort", EventsRequest::newestFirst, "timestamp or -timestamp")
                .orElse(true);
        int limit = parameters.number("limit", 1, EventsQuery.MAX_LIMIT).orElse(DEFAULT_LIMIT);
        List<String> list = list(parameters, accountId);
        EventsQuery first = new EventsQuery(selection, kind, newestFirst, limit, 0);
        EventsQuery query = parameters
                .read("page", token -> position(token, list), "meta.next of the page before, with the same parameters")
                .map(first::after)
                .orElse(first);
        return new EventsRequest(query, list, isNdjson(parameters));
    }

    private static boolean isNdjson(QueryParameters parameters) {
        return parameters
                .read(
                        "format",
                        word -> switch (word) {
                            case "json" -> Optional.of(false);
                            case "ndjson" -> Optional.of(true);
                            default -> Optional.empty();
                        },
                        "json or ndjson")
                .orElse(false);
    }

    private static Optional<Boolean> newestFirst(String sort) {
        return switch (sort) {
            case "-timestamp" -> Optional.of(true);
            case "timestamp" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static List<String> list(QueryParameters parameters, String accountId) {
        List<String> list = new ArrayList<>(List.of("/v1/events", accountId));
        new TreeMap<>(parameters.values()).forEach((name, values) -> {
            if (!NOT_OF_THE_LIST.contains(name)) {
                list.add(name);
                list.addAll(values);
            }
        });
        return list;
    }

    private static Optional<EventPosition> position(String token, List<String> list) {
        return PageToken.read(token, list).filter(parts -> parts.size() == 2).flatMap(parts -> {
            try {
                return Optional.of(new EventPosition(Instant.ofEpochMilli(Long.parseLong(parts.get(0))), parts.get(1)));
            } catch (NumberFormatException | DateTimeException e) {
                return Optional.empty();
            }
        });
    }
}
