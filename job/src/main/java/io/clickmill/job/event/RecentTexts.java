package io.clickmill.job.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes texts. If a text is ASCII, has up to 128 bytes and was read shortly before, the same object is
 * returned. Most texts of an event come again and again: accounts, campaigns, links, user agents. As one object they
 * take less memory while their events wait in batches, their hash is computed once, and comparing them needs no look at
 * their characters. An instance is for one thread.
 */
final class RecentTexts {
    /** A power of two. The texts of an instance take about 11 MB if all of them are ASCII and as long as possible. */
    private static final int PLACES = 1 << 16;

    /** Longer texts are rarely repeated, so they are not remembered. */
    private static final int MAX_BYTES = 128;

    private final @Nullable String[] recent = new String[PLACES];
    private final byte[] bytes = new byte[MAX_BYTES];

    void write(String text, DataOutputView out) throws IOException {
        if (text.isEmpty()) {
            out.writeByte(0);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        RecordCodec.writeLength(utf8.length, out);
        out.write(utf8);
    }

    String read(DataInputView in) throws IOException {
        int length = RecordCodec.readLength(in);
        if (length == 0) {
            return "";
        }
        if (length > MAX_BYTES) {
            byte[] utf8 = new byte[length];
            in.readFully(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }
        in.readFully(bytes, 0, length);
        int place = place(length);
        String known = recent[place];
        if (known != null && isSame(known, length)) {
            return known;
        }
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        recent[place] = text;
        return text;
    }

    /** Texts of a kind often have the same beginning, so the last bytes count as well as the first ones. */
    private int place(int length) {
        int hash = length;
        for (int i = 0; i < Math.min(length, 8); i++) {
            hash = 31 * (31 * hash + bytes[i]) + bytes[length - 1 - i];
        }
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }

    /**
     * Whether the text is that of the bytes. A text that is not ASCII is never found: some of its bytes are negative,
     * and no character is.
     */
    private boolean isSame(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
