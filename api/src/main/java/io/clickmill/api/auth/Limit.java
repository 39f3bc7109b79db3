package io.clickmill.api.auth;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many requests in so much time. All of them may come at once; what they have taken comes back evenly over the period.
 *
 * @param capacity in requests, or in what a request costs; 0 for no limit
 * @param period in which all of it comes back; more than nothing
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

    /** So many a second. */
    public static Limit perSecond(int capacity) {
        return new Limit(capacity, Duration.ofSeconds(1));
    }

    /** So many a minute; 0 for no limit. */
    public static Limit perMinute(int capacity) {
        return new Limit(capacity, Duration.ofMinutes(1));
    }

    /** The limit that is written as {@code 16/second} (or minute, hour, day) or as {@code none}; empty if it is neither. */
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
