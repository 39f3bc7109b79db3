package io.clickmill.api.auth;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of requests in a period. All of them may come at the same time. The capacity that they took returns evenly
 * over the period.
 *
 * @param capacity in requests, or in units of cost; 0 for no limit
 * @param period the time in which the whole capacity returns; longer than zero
 */
public record Limit(long capacity, Duration period) {
    /** No limit. */
    public static final Limit NONE = new Limit(0, Duration.ofMinutes(1));

    private static final Pattern TEXT = Pattern.compile("(?<capacity>[1-9][0-9]{0,8})/(?<unit>second|minute|hour|day)");

    public Limit {
        if (capacity < 0 || capacity > Integer.MAX_VALUE || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("limit: " + capacity + " in " + period);
        }
    }

    /** A limit for each second. */
    public static Limit perSecond(int capacity) {
        return new Limit(capacity, Duration.ofSeconds(1));
    }

    /** A limit for each minute; 0 for no limit. */
    public static Limit perMinute(int capacity) {
        return new Limit(capacity, Duration.ofMinutes(1));
    }

    /** Parses a limit such as {@code 16/second} (or minute, hour, day), or {@code none}; empty for any other text. */
    public static Optional<Limit> parse(String text) {
        if (text.equals("none")) {
            return Optional.of(NONE);
        }
        return Optional.of(TEXT.matcher(text)).filter(Matcher::matches).map(parts -> {
            ChronoUnit unit = ChronoUnit.valueOf(parts.group("unit").toUpperCase(Locale.ROOT) + "S");
            return new Limit(Long.parseLong(parts.group("capacity")), unit.getDuration());
        });
    }

    /** Whether there is no limit. */
    public boolean isNone() {
        return capacity == 0;
    }
}
