package io.clickmill.job.fold;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts of bytes. If a text was made shortly before, the same object is returned, whose hash is known already. The
 * events of a day have few different texts.
 */
final class SharedTexts {
    /** A power of two. */
    private static final int PLACES = 1 << 16;

    /** Longer texts are rarely repeated, and must not take much memory. */
    private static final int MAX_BYTES = 128;

    private final @Nullable String[] recent = new String[PLACES];

    /** The text of bytes in UTF-8. */
    String of(byte[] bytes, int from, int length) {
        if (length == 0) {
            return "";
        }
        if (length > MAX_BYTES) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int place = place(bytes, from, length);
        String known = recent[place];
        if (known != null && isSame(known, bytes, from, length)) {
            return known;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        recent[place] = text;
        return text;
    }

    private static int place(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }

    /** Never so for texts that are not ASCII: some of their bytes are negative, and no character is. */
    private static boolean isSame(String text, byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
