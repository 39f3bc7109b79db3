package io.clickmill.contract;

/** The characters that neither PostgreSQL's text nor UTF-8 can hold: NUL, and half of a surrogate pair. */
public final class UnstorableCharacter {
    private UnstorableCharacter() {}

    /** Index of the first one in the text; -1 if it has none. */
    public static int indexIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
