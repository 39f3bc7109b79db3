package io.clickmill.job;

import java.util.Comparator;

/**
 * The order of text in PostgreSQL's collation {@code "C"}: by the bytes of UTF-8. Wherever two tasks may lock several
 * of the same rows, both lock them in this order, so that they cannot deadlock. {@link String#compareTo} and a
 * database's own collation give other orders.
 */
public final class TextOrder {
    /** The order by code points, which is that of the bytes of UTF-8. */
    public static final Comparator<String> C = TextOrder::compare;

    private TextOrder() {}

    private static int compare(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Surrogates stand for characters above all others, including U+E000 to U+FFFF.
                boolean above = Character.isSurrogate(a);
                return above == Character.isSurrogate(b) ? Character.compare(a, b) : Boolean.compare(above, !above);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
