package io.clickmill.api.query;

/** What a value may hold, which is anything but what PostgreSQL's text, and UTF-8, cannot; and the order of values. */
public final class Text {
    private Text() {}

    /**
     * Checks a value.
     *
     * @throws QueryException naming the parameter, if the value has NUL or half of a surrogate pair
     */
    public static void require(String parameter, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            if (c == 0 || (Character.isSurrogate(c) && !pair)) {
                throw new QueryException(QueryError.invalid(
                        parameter, "a value with U+" + hex(c), "text without NUL or lone surrogates"));
            }
            if (pair) {
                i++;
            }
        }
    }

    /** The order of texts in answers: by code point, as PostgreSQL's collation {@code C} has it, and unlike Java's strings. */
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
