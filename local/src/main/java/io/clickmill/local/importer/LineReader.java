package io.clickmill.local.importer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a file as UTF-8 bytes, without their line ends ({@code \n} or {@code \r\n}) and without a byte
 * order mark. Gzip is recognized by its first two bytes, and a file of several gzip members is read whole. UTF-16 is
 * recognized by its byte order mark, or by the zeros of its first two characters. A line longer than
 * {@link #MAX_LINE_BYTES} is cut there and its rest is skipped. So a binary file, given by mistake, cannot fill the
 * memory or make a record that Kafka refuses.
 */
final class LineReader implements Closeable {
    /** Every valid event is shorter. A record of this size is below the default limits of topics and producers. */
    static final int MAX_LINE_BYTES = 512 << 10;

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private byte[] line = new byte[1 << 12];
    private int length;

    private LineReader(InputStream in) {
        this.in = in;
    }

    /** @throws FileNotTaken if the file is an archive, or is compressed other than with gzip */
    static LineReader open(InputStream raw) throws IOException, FileNotTaken {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        byte[] first = peek(in);
        boolean gzip = first.length > 1 && (first[0] & 0xFF) == 0x1f && (first[1] & 0xFF) == 0x8b;
        if (gzip) {
            in = new BufferedInputStream(new GZIPInputStream(new PipeInput(in), BUFFER_BYTES), BUFFER_BYTES);
            first = peek(in);
        }
        Compression compression = Compression.of(first, first.length);
        if (compression != null) {
            throw new FileNotTaken(compression.message());
        }
        return new LineReader(text(in, first));
    }

    private static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(Compression.SAMPLE_BYTES);
        byte[] first = in.readNBytes(Compression.SAMPLE_BYTES);
        in.reset();
        return first;
    }

    private static InputStream text(InputStream in, byte[] first) {
        if (first.length < 4) {
            return in;
        }
        boolean littleEndian = (first[0] & 0xFF) == 0xFF && (first[1] & 0xFF) == 0xFE;
        boolean bigEndian = (first[0] & 0xFF) == 0xFE && (first[1] & 0xFF) == 0xFF;
        if (littleEndian || first[0] > 0 && first[1] == 0 && first[2] > 0 && first[3] == 0) {
            return new Utf16Input(in, StandardCharsets.UTF_16LE);
        }
        if (bigEndian || first[0] == 0 && first[1] > 0 && first[2] == 0 && first[3] > 0) {
            return new Utf16Input(in, StandardCharsets.UTF_16BE);
        }
        return in;
    }

    /** Returns the next line, or null at the end. The last line needs no line end. */
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

    /** Removes a byte order mark from every line, because files may have been concatenated. */
    private byte[] finished() {
        boolean mark = length >= 3 && (line[0] & 0xFF) == 0xEF && (line[1] & 0xFF) == 0xBB && (line[2] & 0xFF) == 0xBF;
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return Arrays.copyOfRange(line, mark ? 3 : 0, end);
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
