package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the body of {@code POST /v1/stats/batch}:
 *
 * <pre>
 * {"account_id": "acme", "from": "2026-11-22", "timezone": "Europe/Berlin", "country": "-DE",
 *  "queries": [{"id": "totals", "metrics": "clicks,uniques"},
 *              {"id": "links", "group_by": "link", "limit": 9}]}
 * </pre>
 *
 * <p>All members beside {@code queries} are parameters of {@code GET /v1/stats}, for all questions. The members of a
 * question, apart from its {@code id}, are such parameters too, and take precedence. Values are texts as in a query
 * string, or numbers.
 */
final class BatchRequest {
    static final int MAX_QUERIES = 24;

    private static final int MAX_ID_LENGTH = 64;
    private static final String QUERIES = "queries";
    private static final String ACCOUNT = "account_id";

    private final ObjectNode body;

    /**
     * A question of a batch.
     *
     * @param id the name that the client has given it
     * @param parameters its own parameters and those of all questions
     */
    record Asked(String id, QueryParameters parameters) {
        /**
         * Parses the question.
         *
         * @throws QueryException that names the first invalid parameter
         */
        StatsRequest.Question parse(String accountId, Instant now) {
            return StatsRequest.parse(parameters, accountId, now);
        }
    }

    BatchRequest(ObjectNode body) {
        this.body = body;
    }

    /** The account that all questions are about; empty if it is not given. */
    Optional<String> accountId() {
        return Optional.ofNullable(body.get(ACCOUNT)).map(value -> text(ACCOUNT, value));
    }

    /** The whole request. Equal texts ask the same. */
    String text() {
        return body.toString();
    }

    /**
     * The questions, in their order.
     *
     * @throws QueryException if the body does not have the form of a batch. Parameters are not looked at
     */
    List<Asked> questions() {
        JsonNode queries = body.path(QUERIES);
        if (!queries.isArray() || queries.isEmpty() || queries.size() > MAX_QUERIES) {
            throw invalid(
                    QUERIES,
                    queries.isArray() ? queries.size() + " questions" : shown(queries),
                    "a list of 1 to " + MAX_QUERIES + " objects");
        }
        Map<String, List<String>> common = parameters("", body, QUERIES);
        List<Asked> questions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < queries.size(); i++) {
            String place = QUERIES + "[" + i + "]";
            Asked asked = question(place, queries.get(i), common);
            if (!ids.add(asked.id)) {
                throw new QueryException(new QueryError(
                        QueryError.Code.REPEATED, place + ".id", asked.id, "another id for each question"));
            }
            questions.add(asked);
        }
        return questions;
    }

    private static Asked question(String place, JsonNode question, Map<String, List<String>> common) {
        if (!question.isObject()) {
            throw invalid(place, shown(question), "an object");
        }
        String expected = "a text of 1 to " + MAX_ID_LENGTH + " characters";
        if (!question.has("id")) {
            throw new QueryException(QueryError.missing(place + ".id", expected));
        }
        String id = text(place + ".id", question.get("id"));
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
            throw invalid(place + ".id", id, expected);
        }
        if (question.has(ACCOUNT)) {
            throw invalid(place + "." + ACCOUNT, shown(question.get(ACCOUNT)), "it beside queries, for all questions");
        }
        Map<String, List<String>> all = new LinkedHashMap<>(common);
        all.putAll(parameters(place + ".", question, "id"));
        return new Asked(id, new QueryParameters(all));
    }

    /** All members but one, as parameters. */
    private static Map<String, List<String>> parameters(String place, JsonNode object, String except) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            String name = member.getKey();
            if (!name.equals(except)) {
                parameters.put(name, List.of(text(place + name, member.getValue())));
            }
        });
        return parameters;
    }

    private static String text(String place, JsonNode value) {
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw invalid(place, shown(value), "a text or a whole number");
        }
        return value.asText();
    }

    /** A value as errors show it: at most its beginning. */
    private static String shown(JsonNode value) {
        String json = value.isMissingNode() ? "missing" : value.toString();
        return json.length() > MAX_ID_LENGTH ? json.substring(0, MAX_ID_LENGTH) + "…" : json;
    }

    private static QueryException invalid(String place, String value, String expected) {
        return new QueryException(QueryError.invalid(place, value, expected));
    }
}
