package io.clickmill.api.dialect.dub;

import io.clickmill.api.dialect.dub.Parameters.FilterValues;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.words.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the parameters of {@code GET /analytics}.
 *
 * @param metrics what is counted; groups are sorted by the first
 */
record AnalyticsRequest(Question question, Grouping grouping, List<Metric> metrics) {
    private static final List<String> EVENTS = List.of("clicks", "leads", "sales", "composite");
    private static final int MAX_GROUPS = 5_000;

    /**
     * Reads a request.
     *
     * @throws ErrorAnswer naming the first invalid parameter
     */
    static AnalyticsRequest parse(Parameters parameters, Instant now) {
        String event = parameters
                .word("event", EVENTS, "Invalid event type. Valid event types are: clicks, leads, sales")
                .orElse("clicks");
        Grouping grouping = parameters
                .word(
                        "groupBy",
                        Words.all(Grouping.class),
                        "Invalid type value. Valid values are: " + Grouping.wordsOfMessage() + ".")
                .flatMap(word -> Words.of(Grouping.class, word))
                .orElse(Grouping.COUNT);
        Question question = Question.parse(
                parameters, now, !event.equals("clicks"), event.equals("sales") || event.equals("composite"));
        // The deprecated tagIds counts only without tagId, and only at this endpoint.
        Optional<FilterValues> tags =
                parameters.filter("tagId").isPresent() ? Optional.empty() : parameters.filter("tagIds");
        return new AnalyticsRequest(
                tags.map(given -> question.with(new Filter(Field.TAG, given.exclude(), given.values())))
                        .orElse(question),
                grouping,
                metrics(event));
    }

    private static List<Metric> metrics(String event) {
        return switch (event) {
            case "clicks" -> List.of(Metric.CLICKS);
            case "leads" -> List.of(Metric.LEADS);
            case "sales" -> List.of(Metric.SALE_AMOUNT, Metric.SALES);
            case "composite" -> List.of(Metric.CLICKS, Metric.LEADS, Metric.SALES, Metric.SALE_AMOUNT);
            default -> throw new IllegalArgumentException(event);
        };
    }

    /**
     * The query to read.
     *
     * @throws ErrorAnswer if the link that the request names does not exist
     */
    StatsQuery query(String accountId, LinkReader links) {
        return query(accountId, question.range().time(), question.filters(accountId, links));
    }

    /**
     * The query for the buckets of a series, or for the largest groups. Unknown values that the grouping does not show
     * are excluded here, so that they take none of the {@link #MAX_GROUPS} places.
     */
    private StatsQuery query(String accountId, TimeRange time, List<Filter> filters) {
        boolean isSeries = grouping == Grouping.TIMESERIES;
        List<Filter> shown = new ArrayList<>(filters);
        if (!grouping.showsUnknown()) {
            grouping.fields().stream()
                    .skip(Math.max(0, grouping.fields().size() - 1))
                    .forEach(field -> shown.add(Filter.exclude(field, "", "Unknown")));
        }
        StatsQuery.Builder query = StatsQuery.of(accountId, time)
                .metrics(metrics)
                .metadata(question.metadata())
                .interval(isSeries ? question.range().step() : Interval.TOTAL)
                .groupBy(grouping.fields())
                .limit(isSeries ? StatsQuery.MAX_INTERVALS : MAX_GROUPS);
        if (!isSeries) {
            query.sort(Sort.descending(metrics.get(0)));
        }
        shown.forEach(query::filter);
        return query.build();
    }

    /** The query for the first month in which the account has an event, whatever the request filters. */
    static StatsQuery firstMonth(String accountId, TimeRange all) {
        return StatsQuery.of(accountId, all)
                .metrics(Metric.CLICKS, Metric.LEADS, Metric.SALES)
                .interval(Interval.MONTH)
                .limit(1)
                .build();
    }
}
