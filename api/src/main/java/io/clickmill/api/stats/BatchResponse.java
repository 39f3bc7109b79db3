package io.clickmill.api.stats;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.SentAtOnce;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the answers of a batch. */
abstract class BatchResponse {
    static final String LINES = "application/x-ndjson";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Adds the answer to a question. */
    abstract void add(String id, ObjectNode answer);

    /** Ends the response, once every question has an answer. */
    abstract void end();

    /** Whether something has been sent, so that the response cannot become an error any more. */
    abstract boolean isBegun();

    /** The time of the state, in a line or in the object. */
    private static ObjectNode head(Instant now) {
        return JSON.createObjectNode().put("as_of", now.toString());
    }

    /** A line for each answer, which the client gets at once. */
    static BatchResponse lines(Context context, Instant now) {
        return new BatchResponse() {
            private boolean isBegun;

            @Override
            void add(String id, ObjectNode answer) {
                try {
                    if (!isBegun) {
                        isBegun = true;
                        SentAtOnce.enable(context.contentType(LINES));
                        write(head(now));
                    }
                    write(answer);
                    context.res().flushBuffer();
                } catch (IOException e) {
                    throw new UncheckedIOException("the client does not read the answers", e);
                }
            }

            private void write(ObjectNode line) throws IOException {
                OutputStream out = context.res().getOutputStream();
                // The line is made first, because Jackson closes streams.
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                JSON.writeValue(bytes, line);
                bytes.write('\n');
                bytes.writeTo(out);
            }

            @Override
            void end() {}

            @Override
            boolean isBegun() {
                return isBegun;
            }
        };
    }

    /** One object with the answers in the order of these questions. */
    static BatchResponse object(Context context, Instant now, List<String> ids) {
        return new BatchResponse() {
            private final Map<String, ObjectNode> answers = new HashMap<>();

            @Override
            void add(String id, ObjectNode answer) {
                answers.put(id, answer);
            }

            @Override
            void end() {
                ObjectNode json = head(now);
                ArrayNode list = json.putArray("answers");
                ids.forEach(id -> list.add(answers.get(id)));
                context.contentType("application/json").result(json.toString());
            }

            @Override
            boolean isBegun() {
                return false;
            }
        };
    }
}
