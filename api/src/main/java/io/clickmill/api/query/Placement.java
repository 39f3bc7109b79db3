package io.clickmill.api.query;

import io.clickmill.contract.Dimension;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of {@link Dimension#PLACEMENT} in its parts. Of a value that was cut before its url, all is the step.
 *
 * @param step any text; the shortest after which a location and a url can follow
 * @param location 0..10 digits, none if it is not known
 * @param url any text
 */
public record Placement(String step, String location, String url) {
    private static final String SEPARATOR = String.valueOf(Dimension.PLACEMENT_SEPARATOR);

    /** In place of the number of digits where there are none; it is greater than all of these. */
    private static final String NO_LOCATION = "~";

    private static final Pattern VALUE = Pattern.compile(
            "(?<step>.*?)" + SEPARATOR + "(?<location>[0-9]{0,10})" + SEPARATOR + "(?<url>.*)", Pattern.DOTALL);

    /** Whether a value has all of its parts; in others all is the step, as the rest was cut off. */
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
     * A text that sorts by step, location as a number, unknown ones last, and url; as long as the value:
     * {@code step-1␟212https://…} of location 12, a digit for how many follow.
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
