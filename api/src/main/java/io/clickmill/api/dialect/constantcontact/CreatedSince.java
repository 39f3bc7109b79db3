package io.clickmill.api.dialect.constantcontact;

import io.clickmill.api.query.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameter {@code created_since}: {@code YYYY-MM-DDThh:mm:ss}, with up to nine digits of a fraction, and {@code
 * Z}, {@code ±hhmm} or {@code ±hh:mm}.
 */
final class CreatedSince {
    private static final Pattern FORM =
            Pattern.compile("(?<local>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)"
                    + "(?:Z|(?<hours>[+-][0-9]{2}):?(?<minutes>[0-9]{2}))");

    private static final int NANOS_PER_MILLI = 1_000_000;

    private CreatedSince() {}

    /**
     * The first millisecond that is not before the instant, since the epoch. An instant outside the years that a query
     * may ask about gives the nearest bound. Empty if the text has another form.
     */
    static OptionalLong parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        try {
            String offset = parts.group("hours") == null ? "Z" : parts.group("hours") + ":" + parts.group("minutes");
            Instant instant = LocalDateTime.parse(parts.group("local")).toInstant(ZoneOffset.of(offset));
            long millis = instant.plusNanos(NANOS_PER_MILLI - 1).toEpochMilli();
            return OptionalLong.of(Math.max(TimeRange.EARLIEST, Math.min(millis, TimeRange.LATEST)));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
