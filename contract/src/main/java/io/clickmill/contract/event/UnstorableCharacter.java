package io.clickmill.contract.event;

/** The characters that PostgreSQL's text cannot hold: NUL, and half of a surrogate pair, which UTF-8 lacks as well. */
public final class UnstorableCharacter {
    private UnstorableCharacter() {}

    /** Index of the first such character in the text, or -1. */
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
