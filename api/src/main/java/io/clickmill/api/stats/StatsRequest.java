package io.clickmill.api.stats;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of {@code GET /v1/stats}.
 *
 * <p>{@code from} and {@code to} are instants with an offset, to the millisecond, or dates, which mean the start of the
 * day in {@code timezone}. Without {@code to} the range ends now, without {@code from} it is 24 hours long. Defaults:
 * {@code metrics=clicks}, {@code interval=total}, {@code timezone=UTC}, {@code bots=exclude}, {@code limit=100},
 * {@code offset=0}; a series is sorted by start, anything else by its first metric, largest first.
 *
 * <p>Every {@link Field} is a parameter: {@code country=GB,FR} keeps those, {@code country=-GB,FR} leaves both out,
 * {@code country=} keeps what is unknown; {@link FilterText} tells how commas and minuses of values are written.
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
            "sort");

    private static final int MAX_LIMIT = 10_000;

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

    private final Map<String, List<String>> parameters;

    private StatsRequest(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * The query that the parameters ask.
     *
     * @throws QueryException naming the first parameter that is wrong
     */
    static StatsQuery parse(Map<String, List<String>> parameters, String accountId, Instant now) {
        StatsRequest request = new StatsRequest(parameters);
        request.requireKnownOnce();
        StatsQuery.Builder query = StatsQuery.of(accountId, request.range(now))
                .groupBy(request.words("group_by", Field::ofWord, wordsOf(Field.values())))
                .interval(request.word("interval", Interval::ofWord, "total, minute, hour, day, week, month")
                        .orElse(Interval.TOTAL))
                .bots(request.word("bots", Bots::ofWord, "exclude, include, only")
                        .orElse(Bots.EXCLUDE))
                .limit(request.number("limit", 100, 1, MAX_LIMIT))
                .offset(request.number("offset", 0, 0, Integer.MAX_VALUE));
        List<Metric> metrics = request.words("metrics", Metric::ofWord, wordsOf(Metric.values()));
        query.metrics(metrics.isEmpty() ? List.of(Metric.CLICKS) : metrics);
        request.word("sort", StatsRequest::sort, "a metric or field asked for, or start, with - for descending")
                .ifPresent(query::sort);
        request.filters().forEach(query::filter);
        return query.build();
    }

    /** A parameter's text; null if it is not given. */
    static @Nullable String text(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? null : values.get(0);
    }

    private void requireKnownOnce() {
        parameters.forEach((name, values) -> {
            if (!PARAMETERS.contains(name) && Field.ofWord(name).isEmpty()) {
                String expected = Stream.concat(PARAMETERS.stream().sorted(), Stream.of(wordsOf(Field.values())))
                        .collect(Collectors.joining(", "));
                throw new QueryException(
                        new QueryError(QueryError.Code.UNKNOWN, name, text(parameters, name), expected));
            }
            if (values.size() > 1) {
                throw new QueryException(new QueryError(
                        QueryError.Code.REPEATED,
                        name,
                        String.join(" and ", values),
                        "once, values separated by commas"));
            }
        });
    }

    private TimeRange range(Instant now) {
        ZoneId zone = word("timezone", StatsRequest::zone, "an IANA time zone, such as Europe/Berlin")
                .orElse(ZoneOffset.UTC);
        String expected = "an ISO 8601 instant with offset, or a date";
        Instant to = word("to", text -> instant(text, zone), expected).orElse(now);
        Instant from = word("from", text -> instant(text, zone), expected).orElseGet(() -> to.minus(DEFAULT_RANGE));
        return TimeRange.of(from, to, zone);
    }

    private List<Filter> filters() {
        return Arrays.stream(Field.values())
                .filter(field -> parameters.containsKey(field.word()))
                .map(field -> FilterText.parse(
                        field,
                        Optional.ofNullable(text(parameters, field.word())).orElse("")))
                .toList();
    }

    private <T> Optional<T> word(String name, Function<String, Optional<T>> reader, String expected) {
        String text = text(parameters, name);
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(text);
        if (value.isEmpty()) {
            throw new QueryException(QueryError.invalid(name, text, expected));
        }
        return value;
    }

    private <T> List<T> words(String name, Function<String, Optional<T>> reader, String expected) {
        String text = text(parameters, name);
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(text.split(",", -1))
                .map(word -> reader.apply(word)
                        .orElseThrow(() -> new QueryException(QueryError.invalid(name, word, expected))))
                .toList();
    }

    private int number(String name, int otherwise, int least, int most) {
        return word(name, text -> number(text).filter(n -> n >= least && n <= most), least + ".." + most)
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
                : Metric.ofWord(word).<SortKey>map(m -> m).or(() -> Field.ofWord(word));
        return key.map(k -> new Sort(k, descending));
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            // A plus that was not encoded arrives as a space.
            return Optional.of(ZoneId.of(text.replace(' ', '+')));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text, ZoneId zone) {
        try {
            return Optional.of(
                    text.length() == "2026-03-01".length()
                            ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                            : OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String wordsOf(SortKey[] keys) {
        return Arrays.stream(keys).map(SortKey::word).collect(Collectors.joining(", "));
    }
}
