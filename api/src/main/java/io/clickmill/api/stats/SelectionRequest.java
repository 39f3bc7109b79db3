package io.clickmill.api.stats;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.TimeRange;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the parameters that say which events a request is about: range, zone, filters and bots. */
final class SelectionRequest {
    static final String FIELDS = String.join(", ", Words.all(Field.class));

    private static final Set<String> PARAMETERS = Set.of("account_id", "from", "to", "timezone", "bots", "shift");

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

    private final QueryParameters parameters;

    SelectionRequest(QueryParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Requires that each parameter is known and given once.
     *
     * @param others the parameters of the request that are not about its selection
     */
    void requireKnownOnce(Set<String> others) {
        parameters.values().forEach((name, values) -> {
            if (!PARAMETERS.contains(name)
                    && !others.contains(name)
                    && FieldName.of(name).isEmpty()) {
                String expected = Stream.concat(
                                Stream.concat(PARAMETERS.stream(), others.stream())
                                        .sorted(),
                                Stream.of(FIELDS))
                        .collect(Collectors.joining(", "));
                throw new QueryException(new QueryError(
                        QueryError.Code.UNKNOWN, name, parameters.first(name).orElse(null), expected));
            }
            parameters.one(name, "once, values separated by commas");
        });
    }

    /** The range, moved by {@code shift}. */
    TimeRange range(Instant now) {
        ZoneId zone = parameters
                .read("timezone", SelectionRequest::zone, "an IANA time zone, such as Europe/Berlin")
                .orElse(ZoneOffset.UTC);
        String expected = "an ISO 8601 instant with offset, or a date";
        Instant to =
                parameters.read("to", text -> instant(text, zone), expected).orElse(now);
        Instant from =
                parameters.read("from", text -> instant(text, zone), expected).orElseGet(() -> to.minus(DEFAULT_RANGE));
        TimeRange range = TimeRange.of(from, to, zone);
        return parameters
                .read("shift", SelectionRequest::amount, "an ISO 8601 period, such as -P7D, -P1M or -PT24H")
                .map(range::plus)
                .orElse(range);
    }

    /**
     * Whether events of bots are asked for. Only they have reasons, so the default would answer a question about reasons
     * with nothing, which looks like an answer.
     *
     * @param groupBy the fields that are grouped by
     */
    Bots bots(List<Field> groupBy, List<Filter> filters) {
        Bots bots = parameters.word("bots", Bots.class).orElse(Bots.EXCLUDE);
        boolean asksReasons = Stream.concat(groupBy.stream(), filters.stream().map(Filter::field))
                .anyMatch(field -> field == Field.BOT_REASON);
        if (asksReasons && bots == Bots.EXCLUDE) {
            throw new QueryException(
                    QueryError.invalid("bots", bots.word(), "only or include, with " + Field.BOT_REASON.word()));
        }
        return bots;
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

    /** The filters, in the order of the fields. */
    List<Filter> filters() {
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
