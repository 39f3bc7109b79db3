package io.clickmill.job;

import java.util.Comparator;

/**
 * The order of text in PostgreSQL's collation {@code "C"}, by the bytes of UTF-8. Rows are locked in this order wherever two
 * tasks may meet at several rows: else each could wait for the other. {@link String#compareTo} and a database's own
 * collation are other orders.
 */
public final class TextOrder {
    /** By code points, as are the bytes of UTF-8. */
    public static final Comparator<String> C = TextOrder::compare;

    private TextOrder() {}

    private static int compare(String one, String other) {
        int shared = Math.min(one.length(), other.length());
        for (int i = 0; i < shared; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Surrogates stand for what lies above all other characters, U+E000 to U+FFFF among them.
                boolean above = Character.isSurrogate(a);
                return above == Character.isSurrogate(b) ? Character.compare(a, b) : Boolean.compare(above, !above);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
