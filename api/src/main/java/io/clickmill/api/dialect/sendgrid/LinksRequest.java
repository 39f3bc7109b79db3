package io.clickmill.api.dialect.sendgrid;

import io.clickmill.api.http.PageToken;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.Text;
import io.clickmill.api.query.TimeRange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request for the links of a message.
 *
 * @param groupBy the words of {@code group_by}, each once
 * @param stepIds the steps whose clicks are counted; empty for all
 * @param pageSize the number of rows on a page, 1..{@link #MAX_PAGE_SIZE}
 * @param pageSizeGiven whether the client gave the page size
 * @param pageToken as given, for the answer's URL
 * @param position the position of the page; empty for the first
 */
record LinksRequest(
        MessageKind kind,
        String accountId,
        String id,
        List<String> groupBy,
        List<String> stepIds,
        int pageSize,
        boolean pageSizeGiven,
        Optional<String> pageToken,
        Optional<PagePosition> position) {
    private static final int MAX_PAGE_SIZE = 100;
    private static final int DEFAULT_PAGE_SIZE = 50;
    private static final int MAX_STEPS = 100;

    LinksRequest {
        groupBy = List.copyOf(groupBy);
        stepIds = List.copyOf(stepIds);
    }

    /**
     * Reads the parameters. Unknown ones are ignored, as at the vendor.
     *
     * @throws QueryException naming the first invalid one
     */
    static LinksRequest of(MessageKind kind, String accountId, String id, QueryParameters parameters) {
        List<String> given = values(parameters, "group_by");
        List<String> groupBy = given.equals(List.of("")) ? List.of() : checked("group_by", given);
        for (String group : groupBy) {
            if (!kind.groups().contains(group)) {
                throw badParameter("group_by", group, String.join(" or ", kind.groups()));
            }
        }
        List<String> stepIds = List.of();
        if (kind == MessageKind.AUTOMATION) {
            stepIds = checked("step_ids", values(parameters, "step_ids"));
            requireSteps(stepIds);
        } else {
            requireNoTest(parameters);
        }
        Optional<Integer> pageSize = one(parameters, "page_size").map(LinksRequest::pageSize);
        Optional<String> pageToken = one(parameters, "page_token");
        List<String> list = identity(kind, accountId, id, groupBy, stepIds);
        return new LinksRequest(
                kind,
                accountId,
                id,
                groupBy,
                stepIds,
                pageSize.orElse(DEFAULT_PAGE_SIZE),
                pageSize.isPresent(),
                pageToken,
                pageToken.map(token -> position(token, list)));
    }

    /** Whether clicks are counted by step. */
    boolean byStep() {
        return groupBy.contains("step_id");
    }

    /** Starts a query for the message's clicks of all steps and all time. */
    StatsQuery.Builder clicks() {
        return StatsQuery.of(accountId, TimeRange.ALL)
                .filter(Filter.include(Field.CAMPAIGN, id))
                .metrics(Metric.CLICKS);
    }

    /** The token of a page of this list. */
    String token(PagePosition position) {
        return PageToken.write(identity(kind, accountId, id, groupBy, stepIds), position.texts());
    }

    /** The values that identify this list, for its page tokens. */
    private static List<String> identity(
            MessageKind kind, String accountId, String id, List<String> groupBy, List<String> stepIds) {
        return List.of(
                Keys.DIALECT,
                kind.word(),
                accountId,
                id,
                new TreeSet<>(groupBy).toString(),
                String.join(",", new TreeSet<>(stepIds)));
    }

    private static PagePosition position(String token, List<String> list) {
        return PageToken.read(token, list)
                .flatMap(PagePosition::parse)
                .orElseThrow(() -> badParameter(
                        "page_token", token, "that of _metadata.next or _metadata.prev, with the same parameters"));
    }

    private static void requireSteps(List<String> stepIds) {
        stepIds.forEach(id -> Text.require("step_ids", id));
        if (stepIds.size() > MAX_STEPS) {
            throw badParameter("step_ids", stepIds.size() + " ids", "at most " + MAX_STEPS);
        }
    }

    private static void requireNoTest(QueryParameters parameters) {
        for (String parameter : List.of("ab_variation_id", "ab_phase_id")) {
            for (String value : parameters.all(parameter)) {
                throw badParameter(parameter, value, "nothing, there is no data of A/B tests");
            }
        }
    }

    private static int pageSize(String text) {
        return QueryParameters.integer(text, 1, MAX_PAGE_SIZE)
                .orElseThrow(() -> badParameter("page_size", text, "1.." + MAX_PAGE_SIZE));
    }

    /** The value of a parameter. An empty value means absent, as some clients always send the parameter. */
    private static Optional<String> one(QueryParameters parameters, String name) {
        return parameters.one(name, "one value").filter(value -> !value.isEmpty());
    }

    /**
     * The elements of an array. They may be separated by commas, or come as parameters of the same name, or as {@code
     * name[]} or {@code name[0]}, which the vendor's clients for Node and PHP send.
     */
    private static List<String> values(QueryParameters parameters, String name) {
        Pattern names = Pattern.compile(Pattern.quote(name) + "(\\[[0-9]*])?");
        return parameters.values().entrySet().stream()
                .filter(parameter -> names.matcher(parameter.getKey()).matches())
                .flatMap(parameter -> parameter.getValue().stream())
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .toList();
    }

    private static List<String> checked(String name, List<String> values) {
        if (values.contains("")) {
            throw badParameter(name, String.join(",", values), "no empty value");
        }
        if (Set.copyOf(values).size() < values.size()) {
            throw badParameter(name, String.join(",", values), "each value once");
        }
        return values;
    }

    private static QueryException badParameter(String name, String value, String expected) {
        return new QueryException(QueryError.invalid(name, value, expected));
    }
}
