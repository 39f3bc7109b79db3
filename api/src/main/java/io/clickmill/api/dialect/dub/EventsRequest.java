package io.clickmill.api.dialect.dub;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.query.EventsQuery;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.Selection;
import io.clickmill.contract.event.EventKind;
import java.time.Instant;
import java.util.List;

/**
 * Reads the parameters of {@code GET /events}.
 *
 * @param page the number of the page, from 1
 */
record EventsRequest(Question question, EventKind kind, int page, int limit, boolean newestFirst) {
    private static final List<String> KINDS = List.of("clicks", "leads", "sales");
    private static final List<String> ORDERS = List.of("asc", "desc");

    /**
     * Reads a request.
     *
     * @throws ErrorAnswer naming the first invalid parameter
     */
    static EventsRequest parse(Parameters parameters, Instant now) {
        EventKind kind = kind(parameters.word("event", KINDS).orElse("clicks"));
        Question question = Question.parse(parameters, now, kind != EventKind.CLICK, kind == EventKind.SALE);
        int page = parameters.number("page", 1, "Page", Integer.MAX_VALUE, "Page is too large.");
        int limit = parameters.number("limit", 100, "Page size", EventsQuery.MAX_LIMIT, "Max page size is 1000.");
        String order = parameters.word("sortOrder", ORDERS).orElse("desc");
        parameters.word("sortBy", List.of("timestamp"), "Invalid input: expected \"timestamp\"");
        // order is deprecated, but overrides sortOrder where it is asc.
        String older = parameters.word("order", ORDERS).orElse("desc");
        return new EventsRequest(question, kind, page, limit, order.equals("desc") && older.equals("desc"));
    }

    /**
     * The query to read.
     *
     * @throws ErrorAnswer if the link that the request names does not exist
     */
    EventsQuery query(String accountId, LinkReader links) {
        return new EventsQuery(
                Selection.of(accountId, question.range().time())
                        .where(question.filters(accountId, links), question.metadata()),
                kind,
                newestFirst,
                limit,
                (page - 1L) * limit);
    }

    static EventKind kind(String word) {
        return switch (word) {
            case "clicks" -> EventKind.CLICK;
            case "leads" -> EventKind.LEAD;
            case "sales" -> EventKind.SALE;
            default -> throw new IllegalArgumentException(word);
        };
    }
}
