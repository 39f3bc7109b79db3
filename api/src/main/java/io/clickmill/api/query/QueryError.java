package io.clickmill.api.query;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a question, as a value: each dialect renders it in its own words.
 *
 * <p>Example: {@code QueryError.invalid("limit", "0", "1..500").text()} is {@code limit: 0 (expected: 1..500)}.
 *
 * @param parameter the parameter's name, in the words of {@code /v1/stats} unless a dialect made the error itself
 * @param value what was given; null if nothing was
 * @param expected what a correct value would be
 */
public record QueryError(
        Code code, String parameter, @Nullable String value, String expected) {
    /** The kind of mistake. */
    public enum Code {
        /** A required parameter is absent. */
        MISSING("missing"),
        /** The value cannot be read, or is not allowed. */
        INVALID("invalid"),
        /** No parameter has this name. */
        UNKNOWN("unknown"),
        /** A parameter that may be given once is given more often. */
        REPEATED("repeated"),
        /** The question is valid, but has more groups or visitors than one answer may hold. */
        TOO_MANY("invalid"),
        /** The question is valid, but its answer takes more memory than one answer may. */
        TOO_LARGE("invalid");

        private final String word;

        Code(String word) {
            this.word = word;
        }

        /** The word in answers, in lower case. */
        public String word() {
            return word;
        }
    }

    /** A value cannot be read, or is not allowed. */
    public static QueryError invalid(String parameter, String value, String expected) {
        return new QueryError(Code.INVALID, parameter, value, expected);
    }

    /** A required parameter is absent. */
    public static QueryError missing(String parameter, String expected) {
        return new QueryError(Code.MISSING, parameter, null, expected);
    }

    /** More groups or visitors than one answer may hold; {@code value} says how many. */
    public static QueryError tooMany(String parameter, String value, String expected) {
        return new QueryError(Code.TOO_MANY, parameter, value, expected);
    }

    /** An answer that takes too much memory; {@code value} says what takes it. */
    public static QueryError tooLarge(String parameter, String value, String expected) {
        return new QueryError(Code.TOO_LARGE, parameter, value, expected);
    }

    /** Whether the question is valid, and only its answer is more than can be held. */
    public boolean isTooMuch() {
        return code == Code.TOO_MANY || code == Code.TOO_LARGE;
    }

    /** One line for people: parameter, value, what was expected. */
    public String text() {
        return parameter + ": " + (value == null ? code.word() : value) + " (expected: " + expected + ")";
    }
}
