package io.clickmill.api.dialect.placewise;

import io.clickmill.api.query.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** Reads the instants of requests, and writes those of answers. */
final class Times {
    static final String EXPECTED =
            "an ISO 8601 date and time, in UTC if without an offset, or a date, in the years 1000 to 9999";

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            // Lenient parsing accepts +02, +02:00 and +0200.
            .parseLenient()
            .appendOffset("+HH", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withChronology(IsoChronology.INSTANCE);

    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** The instant of {@code 2024-04-08T00:00:00.000-06:00}, {@code 2024-04-08T00:00} or {@code 2024-04-08}. */
    static Optional<Instant> parse(String text) {
        try {
            TemporalAccessor parsed = READ.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            Instant instant = instantOf(parsed);
            return Optional.of(instant)
                    .filter(known -> !known.isBefore(Instant.ofEpochMilli(TimeRange.EARLIEST))
                            && !known.isAfter(Instant.ofEpochMilli(TimeRange.LATEST)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The first millisecond that is not before the instant. Events have no finer time. */
    static long ceilMillis(Instant instant) {
        return instant.plusNanos(999_999).toEpochMilli();
    }

    /** The instant as {@code 2024-04-08T00:00:00.000+00:00}. */
    static String write(long epochMillis) {
        return WRITTEN.format(Instant.ofEpochMilli(epochMillis));
    }

    private static Instant instantOf(TemporalAccessor parsed) {
        if (parsed instanceof OffsetDateTime dateTime) {
            return dateTime.toInstant();
        }
        return parsed instanceof LocalDateTime dateTime
                ? dateTime.toInstant(ZoneOffset.UTC)
                : LocalDate.from(parsed).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
