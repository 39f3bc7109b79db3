package io.clickmill.api.query;

/** What a value may hold: anything but what PostgreSQL's text, and UTF-8, cannot. */
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

    private static String hex(char c) {
        return String.format("%04X", (int) c);
    }
}
