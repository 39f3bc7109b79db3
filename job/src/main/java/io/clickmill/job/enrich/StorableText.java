package io.clickmill.job.enrich;

/**
 * Makes found values storable. What an event says was checked when it was parsed; what libraries make of it was not, and
 * they decode: a user agent with {@code %00} in it gets a browser with a NUL, which PostgreSQL cannot store.
 */
final class StorableText {
    private StorableText() {}

    /** The text without control characters and halves of surrogate pairs; the same object if it has none. */
    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || Character.isSurrogate(c)) {
                return cleaned(text);
            }
        }
        return text;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(codePoint -> codePoint >= ' ' && !isHalfOfPair(codePoint))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isHalfOfPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
