package io.clickmill.local.importer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * A stream whose {@code available} is above 0 until the stream has ended. {@code GZIPInputStream} assumes the end of a
 * stream if nothing is available after a gzip member, but a pipe may only be slow.
 */
final class PipeInput extends PushbackInputStream {
    PipeInput(InputStream in) {
        super(in);
    }

    @Override
    public int available() throws IOException {
        int available = super.available();
        if (available > 0) {
            return available;
        }
        int next = read();
        if (next < 0) {
            return 0;
        }
        unread(next);
        return 1;
    }
}
