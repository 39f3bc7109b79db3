package io.clickmill.local.accesslog;

import java.util.List;
import java.util.regex.Pattern;

/** Describes the further fields at the end of a log's lines, for people. */
final class TrailingFields {
    private static final Pattern TWO_NUMBERS = Pattern.compile("[\\d-]+\\s+[\\d-]+\\s*");

    private TrailingFields() {}

    /** A phrase to append to the format's name; empty if there are no further fields. */
    static String describe(List<String> trailing) {
        if (trailing.stream().allMatch(String::isEmpty)) {
            return "";
        }
        boolean oneQuoted = trailing.stream().allMatch(TrailingFields::isOneQuoted);
        if (trailing.stream().anyMatch(TrailingFields::hasAddresses)) {
            return oneQuoted
                    ? " with forwarded addresses (nginx main)"
                    : " with forwarded addresses and further fields";
        }
        if (trailing.stream().allMatch(text -> text.equals("\"-\""))) {
            return " with forwarded addresses (nginx main)";
        }
        if (trailing.stream().allMatch(text -> TWO_NUMBERS.matcher(text).matches())) {
            return " with bytes received and sent (combinedio)";
        }
        return " with further fields, which are not read";
    }

    private static boolean isOneQuoted(String text) {
        String field = text.strip();
        return field.isEmpty()
                || field.length() > 1 && field.indexOf('"') == 0 && field.indexOf('"', 1) == field.length() - 1;
    }

    private static boolean hasAddresses(String text) {
        Capture capture = new Capture();
        capture.clear();
        return new Trailing(true).read(" " + text, 0, capture) >= 0 && capture.has(LogField.FORWARDED);
    }
}
