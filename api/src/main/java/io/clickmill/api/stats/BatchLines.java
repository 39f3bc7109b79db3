package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.SentAtOnce;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a batch's response. The client gets each as soon as it is written. If others wait for the same lines, they
 * are kept too, and are made even if the client has gone.
 */
final class BatchLines {
    static final String CONTENT_TYPE = "application/x-ndjson";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;
    private final Instant now;
    private final @Nullable ByteArrayOutputStream kept;
    private boolean isBegun;
    private boolean isGone;

    /**
     * Lines for a client.
     *
     * @param now the time of the request, which becomes the first line
     * @param kept takes all lines; null if nobody else waits for them
     */
    BatchLines(Context context, Instant now, @Nullable ByteArrayOutputStream kept) {
        this.context = context;
        this.now = now;
        this.kept = kept;
    }

    /** Whether something has been sent, so that the response cannot become an error any more. */
    boolean isBegun() {
        return isBegun;
    }

    /**
     * Sends a line.
     *
     * @throws UncheckedIOException if the client does not read the response any more, and nobody else waits for it
     */
    void add(ObjectNode line) {
        // The lines are made first, because Jackson closes streams.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!isBegun) {
            isBegun = true;
            SentAtOnce.enable(context.contentType(CONTENT_TYPE));
            write(JSON.createObjectNode().put("as_of", now.toString()), bytes);
        }
        write(line, bytes);
        if (kept != null) {
            kept.writeBytes(bytes.toByteArray());
        }
        send(bytes);
    }

    private static void write(ObjectNode line, ByteArrayOutputStream bytes) {
        try {
            JSON.writeValue(bytes, line);
        } catch (IOException e) {
            throw new UncheckedIOException("a line cannot be made", e);
        }
        bytes.write('\n');
    }

    private void send(ByteArrayOutputStream bytes) {
        if (isGone) {
            return;
        }
        try {
            bytes.writeTo(context.res().getOutputStream());
            context.res().flushBuffer();
        } catch (IOException e) {
            isGone = true;
            if (kept == null) {
                throw new UncheckedIOException("the client does not read the answers", e);
            }
        }
    }
}
