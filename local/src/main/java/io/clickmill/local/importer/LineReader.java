package io.clickmill.local.importer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file as bytes, without their line ends ({@code \n} or {@code \r\n}); gzip is told by its first two bytes,
 * and a file of several gzip members is read whole. A line longer than {@link #MAX_LINE_BYTES} is cut there: the rest is
 * read over, so that a binary file by mistake costs neither memory nor a record that Kafka refuses.
 */
final class LineReader implements Closeable {
    /** Over any event that could be accepted; below what topics and producers take by default, headers included. */
    static final int MAX_LINE_BYTES = 512 << 10;

    private static final int GZIP_MAGIC_0 = 0x1f;
    private static final int GZIP_MAGIC_1 = 0x8b;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[1 << 12];
    private int length;

    private LineReader(InputStream in) {
        this.in = in;
    }

    static LineReader open(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == GZIP_MAGIC_0 && in.read() == GZIP_MAGIC_1;
        in.reset();
        return new LineReader(gzip ? new GZIPInputStream(in, 1 << 16) : in);
    }

    /** The next line, or null at the end. The last line needs no line end. */
    byte @Nullable [] next() throws IOException {
        length = 0;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(position, end);
            if (end < limit) {
                position = end + 1;
                return finished();
            }
            position = limit;
        }
        return any ? finished() : null;
    }

    private byte[] finished() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return Arrays.copyOf(line, end);
    }

    private void append(int from, int to) {
        int count = Math.min(to - from, MAX_LINE_BYTES - length);
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.min(MAX_LINE_BYTES, Math.max(line.length * 2, length + count)));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
