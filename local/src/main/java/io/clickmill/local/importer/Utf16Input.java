package io.clickmill.local.importer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Converts UTF-16, as Windows PowerShell writes files, to UTF-8 bytes. */
final class Utf16Input extends InputStream {
    private static final int BUFFER_CHARS = 1 << 13;

    private final Reader reader;
    private final char[] chars = new char[BUFFER_CHARS];
    private byte[] bytes = {};
    private int position;

    Utf16Input(InputStream in, Charset charset) {
        this.reader = new InputStreamReader(in, charset);
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == bytes.length) {
            // Leave one place for the second half of a surrogate pair.
            int count = reader.read(chars, 0, BUFFER_CHARS - 1);
            if (count < 0) {
                return false;
            }
            if (count > 0 && Character.isHighSurrogate(chars[count - 1])) {
                int low = reader.read();
                chars[count] = (char) low;
                count += low < 0 ? 0 : 1;
            }
            bytes = new String(chars, 0, count).getBytes(StandardCharsets.UTF_8);
            position = 0;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
