package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.PageToken;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request for a page of records: {@code
 * {"report":"sendings_links_stats","filter":{…},"page_info":"…","per_page":100}}.
 *
 * @param list the values that identify the list, for its cursors
 * @param after the place where the previous page ended; empty for the first page
 * @param perPage the number of records on the page, 1..{@value #MAX_PER_PAGE}
 */
record RecordsRequest(
        Report report,
        Condition condition,
        List<Club> clubs,
        List<String> list,
        Optional<Position> after,
        int perPage) {
    static final int MAX_PER_PAGE = 1_000;

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();
    private static final Pattern CLUB_ID = Pattern.compile("[1-9][0-9]{0,17}");

    /**
     * The place after a sending, or after one of its links.
     *
     * @param url the URL of the link; empty for the place after all links
     */
    record Position(long clubId, String sourceId, Optional<String> url) {
        List<String> parts() {
            List<String> parts = new ArrayList<>(List.of(Long.toString(clubId), sourceId));
            url.ifPresent(parts::add);
            return parts;
        }

        /** The place from a cursor's parts; empty if they are invalid. */
        static Optional<Position> of(List<String> parts) {
            if (parts.size() < 2
                    || parts.size() > 3
                    || !CLUB_ID.matcher(parts.get(0)).matches()) {
                return Optional.empty();
            }
            try {
                parts.subList(1, parts.size()).forEach(part -> Text.require("page_info", part));
            } catch (QueryException e) {
                return Optional.empty();
            }
            return Optional.of(new Position(
                    Long.parseLong(parts.get(0)),
                    parts.get(1),
                    parts.stream().skip(2).findFirst()));
        }
    }

    /**
     * Reads a body.
     *
     * @throws ErrorAnswer that lists all errors of the body
     */
    static RecordsRequest parse(Body body, Report report, Customers customers) {
        body.requireKnown(List.of("report", "filter", "page_info", "per_page"));
        Condition condition = FilterLanguage.parse(body, report.filterable());
        List<String> list = new ArrayList<>(List.of(
                report.word(), body.given("filter").map(RecordsRequest::sorted).orElse("")));
        // Account ids, not club ids: an account has no club id before its first event, and getting one between two
        // pages must not invalidate the cursor.
        list.addAll(customers.accountIds());
        Optional<Position> after = after(body, list);
        int perPage = perPage(body);
        body.details().requireNone();
        return new RecordsRequest(report, condition, customers.clubs(), list, after, perPage);
    }

    /** The cursor of a position in this list. */
    String cursor(Position position) {
        return PageToken.write(list, position.parts());
    }

    /**
     * The filter as text with its members sorted, so that filters that differ only in their order are the same list.
     */
    private static String sorted(JsonNode filter) {
        try {
            return SORTED.writeValueAsString(filter);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the filter cannot be written as JSON", e);
        }
    }

    private static Optional<Position> after(Body body, List<String> list) {
        Optional<JsonNode> cursor = body.given("page_info");
        Optional<Position> after = cursor.filter(JsonNode::isTextual)
                .flatMap(text -> PageToken.read(text.textValue(), list))
                .flatMap(Position::of);
        if (cursor.isPresent() && after.isEmpty()) {
            body.details()
                    .at("page_info")
                    .invalid("next_page_info of an answer to the same report, filter and customers");
        }
        return after;
    }

    private static int perPage(Body body) {
        Optional<JsonNode> given = body.given("per_page");
        Optional<Integer> perPage = given.filter(JsonNode::isInt)
                .map(JsonNode::intValue)
                .filter(number -> number >= 1 && number <= MAX_PER_PAGE);
        if (given.isPresent() && perPage.isEmpty()) {
            body.details().at("per_page").invalid("an integer in 1.." + MAX_PER_PAGE);
        }
        return perPage.orElse(MAX_PER_PAGE);
    }
}
