package io.clickmill.api.query;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a {@link Filter} compares a value of an event with its own. The event's value has one or more forms; it is found
 * if one of them equals one of the filter's values.
 */
public enum Match {
    /** The value itself. */
    EXACT,
    /** The value with the letters A to Z in lower case; the filter's values are brought into the same form. */
    IGNORE_CASE,
    /**
     * The value itself, or what follows its first hyphen: {@code US-NY} is found by {@code US-NY} and by {@code NY}.
     */
    SUBDIVISION;

    /** A filter's value in the form in which events are compared with it. */
    String wanted(String value) {
        return this == IGNORE_CASE ? lowerCase(value) : value;
    }

    /** The forms of an event's value. */
    public List<String> forms(String value) {
        return switch (this) {
            case EXACT -> List.of(value);
            case IGNORE_CASE -> List.of(lowerCase(value));
            case SUBDIVISION -> List.of(value, subdivision(value));
        };
    }

    private static String subdivision(String value) {
        int start = value.indexOf('-') + 1;
        return start > 0 && start < value.length() ? value.substring(start) : value;
    }

    /** Letters of other alphabets keep their case, as in PostgreSQL's collation "C". */
    private static String lowerCase(String text) {
        return text.codePoints()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
