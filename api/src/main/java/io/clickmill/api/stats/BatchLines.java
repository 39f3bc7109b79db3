package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.SentAtOnce;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The lines of a batch's response. The client gets each as soon as it is written. */
final class BatchLines {
    static final String CONTENT_TYPE = "application/x-ndjson";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;
    private final Instant now;
    private boolean isBegun;

    /** @param now the time of the request, which becomes the first line */
    BatchLines(Context context, Instant now) {
        this.context = context;
        this.now = now;
    }

    /** Whether something has been sent, so that the response cannot become an error any more. */
    boolean isBegun() {
        return isBegun;
    }

    /**
     * Sends a line.
     *
     * @throws UncheckedIOException if the client does not read the response any more
     */
    void add(ObjectNode line) {
        try {
            if (!isBegun) {
                isBegun = true;
                SentAtOnce.enable(context.contentType(CONTENT_TYPE));
                write(JSON.createObjectNode().put("as_of", now.toString()));
            }
            write(line);
            context.res().flushBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("the client does not read the answers", e);
        }
    }

    private void write(ObjectNode line) throws IOException {
        // The line is made first, because Jackson closes streams.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JSON.writeValue(bytes, line);
        bytes.write('\n');
        bytes.writeTo(context.res().getOutputStream());
    }
}
