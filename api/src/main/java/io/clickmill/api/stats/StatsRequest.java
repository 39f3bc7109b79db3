package io.clickmill.api.stats;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Bots;
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
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.words.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            "account_id",
            "from",
            "to",
            "group_by",
            "interval",
            "timezone",
            "metrics",
            "bots",
            "limit",
            "offset",
            "sort",
            "shift",
            "fill",
            "search",
            "having",
            "include",
            "plan");

    private static final String FIELDS = String.join(", ", Words.all(Field.class));

    private static final int MAX_LIMIT = 10_000;

    private static final Pattern HAVING = Pattern.compile("([a-z_]+)(>=|<=|!=|>|<|=)([0-9]{1,18})");

    private static final String INCLUDE_LINK = "link";

    private static final String FILL_ZERO = "zero";

    private static final String PLAN_LOG = "log";

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

    private final QueryParameters parameters;

    /**
     * A parsed request.
     *
     * @param columns names of the group's columns, as the request calls them
     * @param includesLinks whether the answer is to say what is known of the links of its rows
     */
    record Question(StatsQuery query, List<String> columns, boolean includesLinks) {}

    private StatsRequest(QueryParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Parses the parameters.
     *
     * @throws QueryException that names the first invalid parameter
     */
    static Question parse(QueryParameters parameters, String accountId, Instant now) {
        StatsRequest request = new StatsRequest(parameters);
        request.requireKnownOnce();
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
        StatsQuery.Builder query = StatsQuery.of(accountId, range(now))
                .groupBy(groupBy.stream().map(FieldName::field).toList())
                .interval(parameters.word("interval", Interval.class).orElse(Interval.TOTAL))
                .bots(parameters.word("bots", Bots.class).orElse(Bots.EXCLUDE))
                .rows(rows())
                .logOnly(isOfLog())
                .limit(number("limit", 100, 1, MAX_LIMIT))
                .offset(number("offset", 0, 0, Integer.MAX_VALUE));
        List<Filter> filters = filters();
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

    private void requireKnownOnce() {
        parameters.values().forEach((name, values) -> {
            if (!PARAMETERS.contains(name) && FieldName.of(name).isEmpty()) {
                String expected = Stream.concat(PARAMETERS.stream().sorted(), Stream.of(FIELDS))
                        .collect(Collectors.joining(", "));
                throw new QueryException(new QueryError(
                        QueryError.Code.UNKNOWN, name, parameters.first(name).orElse(null), expected));
            }
            parameters.one(name, "once, values separated by commas");
        });
    }

    private TimeRange range(Instant now) {
        ZoneId zone = parameters
                .read("timezone", StatsRequest::zone, "an IANA time zone, such as Europe/Berlin")
                .orElse(ZoneOffset.UTC);
        String expected = "an ISO 8601 instant with offset, or a date";
        Instant to =
                parameters.read("to", text -> instant(text, zone), expected).orElse(now);
        Instant from =
                parameters.read("from", text -> instant(text, zone), expected).orElseGet(() -> to.minus(DEFAULT_RANGE));
        TimeRange range = TimeRange.of(from, to, zone);
        return parameters
                .read("shift", StatsRequest::amount, "an ISO 8601 period, such as -P7D, -P1M or -PT24H")
                .map(range::plus)
                .orElse(range);
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

    /** Parses a period of the calendar, which is added in the zone, or a duration of the clock. */
    private static Optional<TemporalAmount> amount(String text) {
        try {
            String amount = QueryParameters.withPlus(text);
            return Optional.of(amount.contains("T") ? Duration.parse(amount) : Period.parse(amount));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private List<Filter> filters() {
        return Arrays.stream(Field.values())
                .flatMap(field -> filter(field).stream())
                .toList();
    }

    private Optional<Filter> filter(Field field) {
        List<String> given = FieldName.of(field).stream()
                .filter(parameters.values()::containsKey)
                .toList();
        if (given.size() > 1) {
            throw new QueryException(new QueryError(
                    QueryError.Code.REPEATED,
                    given.get(1),
                    parameters.first(given.get(1)).orElse(null),
                    "without " + given.get(0)));
        }
        return given.stream()
                .map(name -> filter(name, field, parameters.first(name).orElse("")))
                .findFirst();
    }

    private static Filter filter(String name, Field field, String text) {
        try {
            return FilterText.parse(field, text);
        } catch (QueryException e) {
            // The error must use the name that the request used for the field.
            QueryError error = e.error();
            throw new QueryException(new QueryError(error.code(), name, error.value(), error.expected()));
        }
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

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(QueryParameters.withPlus(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text, ZoneId zone) {
        try {
            return Optional.of(
                    text.length() == "2026-03-01".length()
                            ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                            : OffsetDateTime.parse(QueryParameters.withPlus(text))
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
