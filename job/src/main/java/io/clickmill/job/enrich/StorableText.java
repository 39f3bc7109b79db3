package io.clickmill.job.enrich;

/**
 * Makes values that were found out storable. The fields of an event were checked when it was parsed, but the results of
 * libraries were not. Libraries decode: a user agent with {@code %00} yields a browser with a NUL, which PostgreSQL
 * cannot store.
 */
final class StorableText {
    private StorableText() {}

    /**
     * The text without control characters below U+0020 and halves of surrogate pairs; the same object if it has none.
     */
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
