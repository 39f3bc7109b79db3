package io.clickmill.api.query;

import io.clickmill.contract.event.UnstorableCharacter;

/** The characters that a value may hold, and the order of values. */
public final class Text {
    private Text() {}

    /**
     * Checks a value.
     *
     * @throws QueryException naming the parameter, if the value has NUL or half of a surrogate pair
     */
    public static void require(String parameter, String value) {
        int at = UnstorableCharacter.indexIn(value);
        if (at >= 0) {
            throw new QueryException(QueryError.invalid(
                    parameter, "a value with U+" + hex(value.charAt(at)), "text without NUL or lone surrogates"));
        }
    }

    /**
     * The order of texts in answers: by code point, as PostgreSQL's collation {@code C} has it, and unlike Java's
     * strings.
     */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            if (a.charAt(i) != b.charAt(i)) {
                return rank(a.charAt(i)) - rank(b.charAt(i));
            }
        }
        return a.length() - b.length();
    }

    /** Surrogates, which stand for the highest code points, are not the highest chars. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + Character.MAX_VALUE : c;
    }

    private static String hex(char c) {
        return String.format("%04X", (int) c);
    }
}
