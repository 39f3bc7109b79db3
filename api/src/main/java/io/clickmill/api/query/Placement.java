package io.clickmill.api.query;

import io.clickmill.contract.Dimension;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of {@link Dimension#PLACEMENT} in its parts. If the value was cut before its url, all of it is the step.
 *
 * @param step any text; the shortest after which a location and a url can follow
 * @param location 0..10 digits; empty if it is unknown
 * @param url any text
 */
public record Placement(String step, String location, String url) {
    private static final String SEPARATOR = String.valueOf(Dimension.PLACEMENT_SEPARATOR);

    /** Stands for the number of digits if the location is unknown; it sorts after all numbers. */
    private static final String NO_LOCATION = "~";

    private static final Pattern VALUE = Pattern.compile(
            "(?<step>.*?)" + SEPARATOR + "(?<location>[0-9]{0,10})" + SEPARATOR + "(?<url>.*)", Pattern.DOTALL);

    /** Whether a value has all of its parts; if not, all of it is the step, as the rest was cut off. */
    private static boolean isWhole(String value) {
        return VALUE.matcher(value).matches();
    }

    /** The parts of a dimension's value. */
    public static Placement of(String value) {
        Matcher parts = VALUE.matcher(value);
        return parts.matches()
                ? new Placement(parts.group("step"), parts.group("location"), parts.group("url"))
                : new Placement(value, "", "");
    }

    /**
     * A text that sorts by step, by location as a number, unknown ones last, and by url. It is as long as the value:
     * {@code step-1␟212https://…} for location 12, where the first digit is the number of digits.
     */
    public String ordered() {
        return step + SEPARATOR + orderedOfAllSteps();
    }

    /** The same without the step: {@code 212https://…}. */
    public String orderedOfAllSteps() {
        String digits = location.isEmpty() ? NO_LOCATION : Character.toString('0' + location.length());
        return digits + location + url;
    }

    /** The parts of {@link #orderedOfAllSteps}; the step is empty. */
    public static Placement ofOrderedOfAllSteps(String text) {
        if (text.startsWith(NO_LOCATION)) {
            return new Placement("", "", text.substring(1));
        }
        int end = 1 + text.charAt(0) - '0';
        return new Placement("", text.substring(1, end), text.substring(end));
    }

    static String step(String value) {
        return of(value).step;
    }

    static String ordered(String value) {
        return isWhole(value) ? of(value).ordered() : value;
    }

    static String orderedOfAllSteps(String value) {
        return of(value).orderedOfAllSteps();
    }
}
