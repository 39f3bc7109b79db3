package io.clickmill.api.dialect.dub;

import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.TimeRange;
import io.clickmill.contract.words.Words;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The time that a request asks about. It is given by {@code start} and {@code end}, or else by {@code interval}, in the
 * zone {@code timezone}.
 *
 * <p>Instants are exact to the millisecond, and the millisecond of {@code end} is in the range. A date means the whole
 * day. A time without an offset is in the zone. {@code end} without {@code start} is ignored. Bounds in the wrong order
 * are swapped. The default is the last 24 hours.
 *
 * @param step the length of the buckets in a series over the range
 * @param fromFirstEvent whether the range starts with the account's first event
 */
record Range(TimeRange time, Interval step, boolean fromFirstEvent) {
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(2);
    private static final Duration LONGEST_BY_DAY = Duration.ofDays(180);

    /**
     * Reads the parameters.
     *
     * @throws ErrorAnswer naming the first invalid one
     */
    static Range parse(Parameters parameters, Instant now) {
        Optional<NamedRange> interval = parameters
                .word("interval", Words.all(NamedRange.class))
                .flatMap(word -> Words.of(NamedRange.class, word));
        Optional<Bound> start = parameters.raw("start").map(text -> Bound.parse("start", text));
        Optional<Bound> end = parameters.raw("end").map(text -> Bound.parse("end", text));
        ZoneId zone = parameters.raw("timezone").map(Range::zone).orElse(ZoneOffset.UTC);
        if (start.isPresent()) {
            return between(start.get(), end, now, zone);
        }
        NamedRange asked = interval.orElse(NamedRange.DAY);
        return new Range(asked.range(now, zone), asked.step(), asked.isAll());
    }

    private static Range between(Bound start, Optional<Bound> end, Instant now, ZoneId zone) {
        Bound last = end.orElseGet(() -> Bound.of(now.atZone(zone).toLocalDate()));
        // A date covers its whole day, so it is neither before nor after an instant of that day.
        boolean swapped = last.after(zone).isBefore(start.first(zone));
        Instant from = (swapped ? last : start).first(zone);
        Instant to = (swapped ? start : last).after(zone);
        Duration length = Duration.between(from, to);
        Interval step = length.compareTo(LONGEST_BY_HOUR) <= 0
                ? Interval.HOUR
                : length.compareTo(LONGEST_BY_DAY) > 0 ? Interval.MONTH : Interval.DAY;
        return new Range(TimeRange.of(from, to, zone), step, false);
    }

    private static ZoneId zone(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw Errors.invalid("custom", "timezone", "Invalid time zone");
        }
        return ZoneId.of(text);
    }

    /** One bound of a range. Exactly one of its parts is present. */
    private record Bound(Optional<Instant> instant, Optional<LocalDateTime> local, Optional<LocalDate> date) {
        /** The years that an event may have: 1000 to 9999. */
        private static final Pattern FOUR_DIGITS_OF_YEAR = Pattern.compile("[1-9][0-9]{3}-");

        static Bound of(LocalDate date) {
            return new Bound(Optional.empty(), Optional.empty(), Optional.of(date));
        }

        static Bound parse(String name, String text) {
            String time = QueryParameters.withPlus(text);
            try {
                if (!FOUR_DIGITS_OF_YEAR.matcher(time).lookingAt()) {
                    throw Errors.invalid("custom", name, "Invalid date");
                }
                if (!time.contains("T")) {
                    return of(LocalDate.parse(time));
                }
                boolean hasOffset =
                        time.endsWith("Z") || time.lastIndexOf('+') > 0 || time.lastIndexOf('-') > time.indexOf('T');
                return hasOffset
                        ? new Bound(
                                Optional.of(OffsetDateTime.parse(time).toInstant()), Optional.empty(), Optional.empty())
                        : new Bound(Optional.empty(), Optional.of(LocalDateTime.parse(time)), Optional.empty());
            } catch (DateTimeException e) {
                throw Errors.invalid("custom", name, "Invalid date");
            }
        }

        Instant first(ZoneId zone) {
            return date.map(day -> day.atStartOfDay(zone).toInstant())
                    .or(() -> instant)
                    .orElseGet(() -> local.orElseThrow().atZone(zone).toInstant());
        }

        Instant after(ZoneId zone) {
            return date.map(day -> day.plusDays(1).atStartOfDay(zone).toInstant())
                    .orElseGet(() -> first(zone).plusMillis(1));
        }
    }
}
