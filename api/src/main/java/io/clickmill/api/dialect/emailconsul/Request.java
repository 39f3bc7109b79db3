package io.clickmill.api.dialect.emailconsul;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Sort;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.words.Words;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the parameters of both endpoints. Only this class knows what the vendor means by a parameter.
 *
 * <p>Example: {@code period_from=2021-07-06T00:00:00.000Z&period_to=2021-07-07T00:00:00.000Z&group=browser&sort=count}
 * asks for the clicks of that day by {@link Field#BROWSER_VERSION}, smallest first. Parameters that the vendor does not
 * document are ignored; a documented one that is given twice, or is empty, is an error.
 *
 * @param group the field that entries are grouped by; empty for a single entry, or one entry for each day of a series
 */
record Request(StatsQuery query, Optional<Group> group) {
    private static final String INSTANT = "ISO 8601 with milliseconds and Z, such as 2021-07-06T00:00:00.000Z";
    private static final int MAX_LIMIT = 1_000;
    private static final Pattern CAMPAIGN_ID = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern SUBSCRIBER_ID = Pattern.compile("[A-Za-z0-9_.+@-]+|[^\\s@]+@[^\\s@]+");
    private static final Pattern PROFILE_ID = Pattern.compile(".+", Pattern.DOTALL);

    /**
     * Reads a request for totals.
     *
     * @throws QueryException naming the first parameter that is wrong
     */
    static Request aggregated(QueryParameters parameters, String accountId) {
        Parameters given = new Parameters(parameters);
        Optional<Group> group = given.group();
        StatsQuery.Builder query = given.query(accountId, given.range(), group)
                .offset(parameters.number("offset", 0, Integer.MAX_VALUE).orElse(0))
                .limit(parameters.number("limit", 1, MAX_LIMIT).orElse(100))
                .sort(given.sort().orElse(Sort.descending(Metric.CLICKS)));
        return new Request(query.build(), group);
    }

    /**
     * Reads a request for a series of days. A series has no pages, so all entries are asked for.
     *
     * @throws QueryException naming the first parameter that is wrong
     */
    static Request timeseries(QueryParameters parameters, String accountId) {
        Parameters given = new Parameters(parameters);
        Optional<Group> group = given.group();
        StatsQuery.Builder query = given.query(accountId, given.rangeOfDays(), group)
                .interval(Interval.DAY)
                .limit(StatsQuery.MAX_LIMIT);
        return new Request(query.build(), group);
    }

    /** The parameters as they were given. */
    private record Parameters(QueryParameters given) {
        StatsQuery.Builder query(String accountId, TimeRange range, Optional<Group> group) {
            StatsQuery.Builder query = StatsQuery.of(accountId, range).metrics(Metric.CLICKS);
            group.ifPresent(g -> query.groupBy(g.field()));
            filter(query, "campaign_id", Field.CAMPAIGN, CAMPAIGN_ID, "letters, digits, - and _");
            filter(
                    query,
                    "subscriber_id",
                    Field.SUBSCRIBER_ID,
                    SUBSCRIBER_ID,
                    "letters, digits, -, _ and ., or an e-mail address");
            filter(query, "profile_id", Field.PROFILE_ID, PROFILE_ID, "at least one character");
            return query;
        }

        TimeRange range() {
            Instant from = instant("period_from");
            Instant to = instant("period_to");
            if (to.isBefore(from)) {
                throw invalid("period_to", given.first("period_to").orElse(""), "not before period_from");
            }
            return TimeRange.of(from, to, ZoneOffset.UTC);
        }

        TimeRange rangeOfDays() {
            TimeRange range = range();
            long days = ChronoUnit.DAYS.between(Instant.ofEpochMilli(range.from()), Instant.ofEpochMilli(range.to()));
            if (days >= StatsQuery.MAX_INTERVALS) {
                throw invalid(
                        "period_to",
                        given.first("period_to").orElse(""),
                        "less than " + StatsQuery.MAX_INTERVALS + " days after period_from");
            }
            return range;
        }

        Optional<Group> group() {
            return given.read(
                    "group",
                    word -> Words.of(Group.class, word),
                    "one of " + String.join(", ", Words.all(Group.class)));
        }

        Optional<Sort> sort() {
            return given.read(
                    "sort",
                    text -> switch (text) {
                        case "count" -> Optional.of(Sort.ascending(Metric.CLICKS));
                        case "-count" -> Optional.of(Sort.descending(Metric.CLICKS));
                        default -> Optional.empty();
                    },
                    "count or -count");
        }

        private Instant instant(String name) {
            return given.read(name, Parameters::instantOf, INSTANT)
                    .orElseThrow(() -> new QueryException(QueryError.missing(name, INSTANT)));
        }

        private static Optional<Instant> instantOf(String text) {
            try {
                Instant instant =
                        OffsetDateTime.parse(QueryParameters.withPlus(text)).toInstant();
                long epochSecond = instant.getEpochSecond();
                return epochSecond < TimeRange.EARLIEST / 1_000 || epochSecond > TimeRange.LATEST / 1_000
                        ? Optional.empty()
                        : Optional.of(instant);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        private void filter(StatsQuery.Builder query, String name, Field field, Pattern form, String expected) {
            given.read(name, text -> Optional.of(text).filter(form.asMatchPredicate()), expected)
                    .ifPresent(value -> query.filter(Filter.include(field, value)));
        }

        private static QueryException invalid(String name, String text, String expected) {
            return new QueryException(QueryError.invalid(name, text, expected));
        }
    }
}
