package io.clickmill.api.stats;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Having;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.RowChoice;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the parameters of {@code GET /v1/stats}.
 *
 * <p>{@code from} and {@code to} are instants with an offset, to the millisecond, or dates, which mean the start of the
 * day in {@code timezone}. Without {@code to} the range ends now, and without {@code from} it is 24 hours long.
 * Defaults: {@code metrics=clicks} (with a filter on {@code event}: the kinds that pass the filter),
 * {@code interval=total}, {@code timezone=UTC}, {@code bots=exclude}, {@code limit=100}, {@code offset=0}. By default a
 * series is sorted by start, and any other answer by its first metric, largest first.
 *
 * <p>{@code shift} moves both ends of the range, as {@code -P7D} does for the week before. {@code fill=zero} gives a
 * series a row for every step, {@code search} keeps groups with a text, {@code having=clicks>=10,uniques<5} keeps rows
 * by their metrics, and {@code include=link} adds what is known of the links of the rows. {@code plan=log} counts from
 * the log alone.
 *
 * <p>Every {@link Field} is a parameter: {@code country=GB,FR} keeps these two, {@code country=-GB,FR} excludes both,
 * and {@code country=} keeps the events without a country. {@link FilterText} says how to write commas and minuses in
 * values. A field with another name in events, such as {@code campaign_id}, may be called by that name here too.
 */
final class StatsRequest {
    private static final Set<String> PARAMETERS = Set.of(
            "group_by",
            "interval",
            "metrics",
            "limit",
            "offset",
            "sort",
            "fill",
            "search",
            "having",
            "include",
            "plan");

    private static final String FIELDS = SelectionRequest.FIELDS;

    private static final int MAX_LIMIT = 10_000;

    private static final Pattern HAVING = Pattern.compile("([a-z_]+)(>=|<=|!=|>|<|=)([0-9]{1,18})");

    private static final String INCLUDE_LINK = "link";

    private static final String FILL_ZERO = "zero";

    private static final String PLAN_LOG = "log";

    private final QueryParameters parameters;
    private final SelectionRequest selection;

    /**
     * A parsed request.
     *
     * @param columns names of the group's columns, as the request calls them
     * @param includesLinks whether the answer is to say what is known of the links of its rows
     */
    record Question(StatsQuery query, List<String> columns, boolean includesLinks) {}

    private StatsRequest(QueryParameters parameters) {
        this.parameters = parameters;
        this.selection = new SelectionRequest(parameters);
    }

    /**
     * Parses the parameters.
     *
     * @throws QueryException that names the first invalid parameter
     */
    static Question parse(QueryParameters parameters, String accountId, Instant now) {
        StatsRequest request = new StatsRequest(parameters);
        request.selection.requireKnownOnce(PARAMETERS);
        List<FieldName> groupBy = request.words("group_by", FieldName::of, FIELDS);
        StatsQuery query = request.query(accountId, now, groupBy);
        return new Question(
                query,
                groupBy.stream().flatMap(name -> name.columns().stream()).toList(),
                request.includesLinks(query));
    }

    private boolean includesLinks(StatsQuery query) {
        Optional<String> include = parameters.read(
                "include",
                text -> Optional.of(text)
                        .filter(word ->
                                word.equals(INCLUDE_LINK) && query.groupBy().contains(Field.LINK)),
                "link, with link among the fields of group_by");
        return include.isPresent();
    }

    private StatsQuery query(String accountId, Instant now, List<FieldName> groupBy) {
        List<Filter> filters = selection.filters();
        StatsQuery.Builder query = StatsQuery.of(accountId, selection.range(now))
                .groupBy(groupBy.stream().map(FieldName::field).toList())
                .interval(parameters.word("interval", Interval.class).orElse(Interval.TOTAL))
                .bots(selection.bots(groupBy.stream().map(FieldName::field).toList(), filters))
                .rows(rows())
                .logOnly(isOfLog())
                .limit(number("limit", 100, 1, MAX_LIMIT))
                .offset(number("offset", 0, 0, Integer.MAX_VALUE));
        List<Metric> metrics =
                words("metrics", word -> Words.of(Metric.class, word), String.join(", ", Words.all(Metric.class)));
        query.metrics(metrics.isEmpty() ? defaultMetrics(filters) : metrics);
        parameters
                .read("sort", StatsRequest::sort, "a metric or field asked for, or start, with - for descending")
                .ifPresent(query::sort);
        filters.forEach(query::filter);
        return query.build();
    }

    /**
     * Clicks, or the kinds that pass the filters on {@code event}: with {@code event=lead} all click counts would be 0.
     */
    private static List<Metric> defaultMetrics(List<Filter> filters) {
        List<Filter> ofKind =
                filters.stream().filter(filter -> filter.field() == Field.EVENT).toList();
        List<Metric> metrics = Arrays.stream(EventKind.values())
                .filter(kind ->
                        ofKind.stream().allMatch(filter -> filter.keeps().test(kind.word())))
                .map(Metric::of)
                .toList();
        return ofKind.isEmpty() || metrics.isEmpty() ? List.of(Metric.CLICKS) : metrics;
    }

    private boolean isOfLog() {
        return parameters
                .read("plan", text -> Optional.of(text).filter(PLAN_LOG::equals), PLAN_LOG)
                .isPresent();
    }

    private RowChoice rows() {
        boolean fill = parameters
                .read("fill", text -> Optional.of(text).filter(FILL_ZERO::equals), FILL_ZERO)
                .isPresent();
        List<Having> having = words(
                "having",
                StatsRequest::having,
                "a metric, one of =, !=, >, >=, < and <=, and a number, as in clicks>=10");
        return new RowChoice(fill, parameters.first("search").orElse(""), having);
    }

    private static Optional<Having> having(String text) {
        Matcher parts = HAVING.matcher(text);
        return parts.matches()
                ? Words.of(Metric.class, parts.group(1)).flatMap(metric -> Comparison.ofSymbol(parts.group(2))
                        .map(comparison -> new Having(metric, comparison, Long.parseLong(parts.group(3)))))
                : Optional.empty();
    }

    private <T> List<T> words(String name, Function<String, Optional<T>> reader, String expected) {
        String text = parameters.first(name).orElse("");
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(word -> reader.apply(word)
                                .orElseThrow(() -> new QueryException(QueryError.invalid(name, word, expected))))
                        .toList();
    }

    private int number(String name, int otherwise, int least, int most) {
        return parameters
                .read(name, text -> number(text).filter(n -> n >= least && n <= most), least + ".." + most)
                .orElse(otherwise);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Sort> sort(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        Optional<SortKey> key = word.equals(SortKey.Start.START.word())
                ? Optional.of(SortKey.Start.START)
                : Words.of(Metric.class, word).<SortKey>map(m -> m).or(() -> FieldName.of(word)
                        .map(FieldName::field));
        return key.map(k -> new Sort(k, descending));
    }
}
