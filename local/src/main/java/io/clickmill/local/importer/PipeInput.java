package io.clickmill.local.importer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * A stream of which something is available for as long as it has not ended. {@code GZIPInputStream} takes a stream for ended
 * where a gzip member ends and nothing is available: a pipe may only be slow.
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
