package io.clickmill.contract.settings;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser of durations in settings: {@code 250ms}, {@code 15s}, {@code 10min}, {@code 24h}, {@code 7305d}. */
public final class Durations {
    private static final String EXPECTED = "a duration above 0 such as 250ms, 15s, 10min, 24h or 20d";

    private static final Duration MAX = Duration.ofDays(365_250);

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?([a-z]{1,12})");

    private static final Map<String, Duration> UNITS = Map.ofEntries(
            Map.entry("ms", Duration.ofMillis(1)),
            Map.entry("s", Duration.ofSeconds(1)),
            Map.entry("sec", Duration.ofSeconds(1)),
            Map.entry("second", Duration.ofSeconds(1)),
            Map.entry("seconds", Duration.ofSeconds(1)),
            Map.entry("m", Duration.ofMinutes(1)),
            Map.entry("min", Duration.ofMinutes(1)),
            Map.entry("minute", Duration.ofMinutes(1)),
            Map.entry("minutes", Duration.ofMinutes(1)),
            Map.entry("h", Duration.ofHours(1)),
            Map.entry("hour", Duration.ofHours(1)),
            Map.entry("hours", Duration.ofHours(1)),
            Map.entry("d", Duration.ofDays(1)),
            Map.entry("day", Duration.ofDays(1)),
            Map.entry("days", Duration.ofDays(1)));

    private Durations() {}

    /**
     * Reads a whole number and a unit.
     *
     * @throws IllegalArgumentException if the text is not a duration, is 0, or exceeds 1,000 years
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw invalid(text);
        }
        long number = Long.parseLong(matcher.group(1));
        if (number == 0 || number > MAX.dividedBy(unit)) {
            throw invalid(text);
        }
        return unit.multipliedBy(number);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(text + " (expected: " + EXPECTED + ")");
    }
}
