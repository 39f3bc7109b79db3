package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.words.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request for series: {@code {"report":"links_visits_history","aggregate_by":["source_id"],"interval":"1d",
 * "from":"2024-04-01","to":"2024-05-01"}}.
 *
 * @param aggregateBy the fields whose values make a series, in the requested order; empty for one series of all visits
 * @param range in UTC, the zone of all accounts
 */
record HistoryRequest(
        Condition condition, List<Club> clubs, List<ReportField> aggregateBy, Step step, TimeRange range) {
    static final int MAX_BUCKETS = 150;

    private static final List<ReportField> AGGREGABLE = Stream.concat(
                    Stream.of(ReportField.LOYALTY_CLUB_ID, ReportField.SOURCE_TYPE, ReportField.SOURCE_ID),
                    ReportField.OF_URL.stream())
            .toList();

    /**
     * Reads a body.
     *
     * @throws ErrorAnswer that lists all errors of the body
     */
    static HistoryRequest parse(Body body, Report report, List<Club> clubs) {
        body.requireKnown(List.of("report", "filter", "aggregate_by", "interval", "from", "to"));
        Condition condition = FilterLanguage.parse(body, report.filterable());
        List<ReportField> aggregateBy = aggregateBy(body);
        String interval = body.word("interval", Step.words()).orElse(Step.AUTO);
        Optional<Period> period = Period.parse(body);
        Optional<Step> step =
                period.map(given -> Words.of(Step.class, interval).orElseGet(() -> Step.suiting(given.length())));
        period.ifPresent(given -> requireFewBuckets(body, step.orElseThrow(), given.range()));
        body.details().requireNone();
        return new HistoryRequest(
                condition,
                clubs,
                aggregateBy,
                step.orElseThrow(),
                period.orElseThrow().range());
    }

    /**
     * The time between members {@code from} and {@code to}. The length is exact, the range is in whole milliseconds.
     */
    private record Period(Duration length, TimeRange range) {
        /** The period of a body; empty if a member is invalid. */
        static Optional<Period> parse(Body body) {
            Optional<Instant> first = instant(body, "from");
            Optional<Instant> last = instant(body, "to");
            if (first.isEmpty() || last.isEmpty()) {
                return Optional.empty();
            }
            Instant from = first.get();
            Instant to = last.get();
            if (!from.isBefore(to)) {
                body.details().at("to").invalid("an instant after from");
                return Optional.empty();
            }
            TimeRange range = new TimeRange(Times.ceilMillis(from), Times.ceilMillis(to), ZoneOffset.UTC);
            return Optional.of(new Period(Duration.between(from, to), range));
        }

        private static Optional<Instant> instant(Body body, String name) {
            Optional<JsonNode> given = body.required(name);
            Optional<Instant> instant =
                    given.filter(JsonNode::isTextual).flatMap(text -> Times.parse(text.textValue()));
            if (given.isPresent() && instant.isEmpty()) {
                body.details().at(name).invalid(Times.EXPECTED);
            }
            return instant;
        }
    }

    private static List<ReportField> aggregateBy(Body body) {
        Details place = body.details().at("aggregate_by");
        Optional<JsonNode> given = body.given("aggregate_by");
        if (given.isEmpty()) {
            return List.of();
        }
        if (given.get().isTextual()) {
            return field(given.get(), place).stream().toList();
        }
        if (!given.get().isArray()) {
            place.invalid("a string or an array of strings");
            return List.of();
        }
        if (given.get().size() > AGGREGABLE.size()) {
            place.tooMany(AGGREGABLE.size());
            return List.of();
        }
        List<ReportField> fields = new ArrayList<>();
        for (int i = 0; i < given.get().size(); i++) {
            Optional<ReportField> field = field(given.get().get(i), place.at(i));
            if (field.isPresent() && fields.contains(field.get())) {
                place.at(i).invalid("another field than those before");
            }
            field.ifPresent(fields::add);
        }
        return fields;
    }

    private static Optional<ReportField> field(JsonNode value, Details place) {
        return Body.wordOf(value, Words.all(AGGREGABLE), place).flatMap(word -> Words.of(ReportField.class, word));
    }

    /**
     * Adds an error if the range has too many buckets. Counting stops above the limit, as the years that a range may
     * have hold almost a billion buckets.
     */
    private static void requireFewBuckets(Body body, Step step, TimeRange range) {
        long start = step.interval().floor(range.from(), range.zone());
        int buckets = 0;
        while (start < range.to() && buckets <= MAX_BUCKETS) {
            start = step.interval().next(start, range.zone());
            buckets++;
        }
        if (buckets > MAX_BUCKETS) {
            body.details().at("interval").tooMany(MAX_BUCKETS);
        }
    }
}
