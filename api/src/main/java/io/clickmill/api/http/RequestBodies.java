package io.clickmill.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.Failure.Kind;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bodies of requests, within what all of them may hold: bytes while they are read, parsed and published, and
 * threads while they come. A request for which there is no room is refused at once, and may be repeated.
 */
public final class RequestBodies {
    /** Attribute of a request whose body is here already, so that reading it holds no thread. */
    public static final String COMPLETE = RequestBodies.class.getName() + ".complete";

    private static final Logger LOG = LoggerFactory.getLogger(RequestBodies.class);

    /** Of all requests together: four of the longest. Parsed and waiting for Kafka, a byte takes a few bytes of memory. */
    private static final int MAX_BYTES_AT_ONCE = 40 * 1024 * 1024;

    /** Of 64: what clients send slowly leaves the others three quarters. */
    private static final int MAX_READING_THREADS = 16;

    /** Bytes are taken from the budget as they arrive, so that a slow client holds only what it has sent. */
    private static final int READ_BYTES = 64 * 1024;

    /** Twice the longest body. */
    private static final int MAX_DISCARDED_BYTES = 20 * 1024 * 1024;

    private static final String BUSY = "too much is being received; repeat the request";

    private final ByteBudget budget = new ByteBudget(MAX_BYTES_AT_ONCE);
    private final Semaphore reading = new Semaphore(MAX_READING_THREADS);

    /**
     * Reads the body of a request and makes an answer of it; the body's bytes are counted until there is one.
     *
     * @param maxBytes of the body
     * @throws Failure if it cannot be taken
     */
    public <T> T read(Context context, int maxBytes, Function<byte[], T> answer) {
        if (context.contentLength() > maxBytes) {
            discard(context);
            throw tooLarge(maxBytes);
        }
        try (ByteBudget.Part part = budget.open()) {
            return answer.apply(bytes(context, maxBytes, part));
        }
    }

    /**
     * As {@link #read(Context, int, Function)}, of a body that is a JSON object.
     *
     * @param json how it is read
     */
    public <T> T readObject(Context context, int maxBytes, ObjectMapper json, Function<ObjectNode, T> answer) {
        return read(context, maxBytes, body -> answer.apply(object(body, json)));
    }

    private static ObjectNode object(byte[] body, ObjectMapper json) {
        try {
            if (json.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            // Said below. The message of the parser may quote the body.
        }
        throw new Failure(Kind.BODY_MALFORMED, "body: not a JSON object");
    }

    /**
     * Reads on without keeping anything: a connection that is closed while its client still sends is reset, and the client
     * never reads why it was refused. Of bodies that are longer still, and of many at once, it does not.
     */
    private void discard(Context context) {
        if (!reading.tryAcquire()) {
            return;
        }
        try {
            discard(context.bodyInputStream());
        } finally {
            reading.release();
        }
    }

    private static void discard(InputStream in) {
        try {
            byte[] buffer = new byte[READ_BYTES];
            int read = 0;
            for (int discarded = 0; read >= 0 && discarded < MAX_DISCARDED_BYTES; discarded += read) {
                read = in.read(buffer);
            }
        } catch (IOException e) {
            LOG.debug("a body that is refused broke off", e);
        }
    }

    private byte[] bytes(Context context, int maxBytes, ByteBudget.Part part) {
        if (context.attribute(COMPLETE) != null) {
            // Never more than threads, of 128 KiB each: whoever sends long bodies takes no room from short ones.
            return readAll(context, maxBytes, bytes -> true);
        }
        if (!reading.tryAcquire()) {
            throw new Failure(Kind.BODY_BUSY, BUSY);
        }
        try {
            return readAll(context, maxBytes, part::take);
        } finally {
            reading.release();
        }
    }

    private static byte[] readAll(Context context, int maxBytes, IntPredicate takes) {
        InputStream in = context.bodyInputStream();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] read;
        do {
            if (!takes.test(READ_BYTES)) {
                discard(in);
                throw new Failure(Kind.BODY_BUSY, BUSY);
            }
            read = next(in);
            body.writeBytes(read);
            if (body.size() > maxBytes) {
                throw tooLarge(maxBytes);
            }
        } while (read.length == READ_BYTES);
        return body.toByteArray();
    }

    private static byte[] next(InputStream in) {
        try {
            return in.readNBytes(READ_BYTES);
        } catch (IOException e) {
            LOG.debug("a body broke off", e);
            throw new Failure(Kind.BODY_BROKEN, "body: breaks off, or its chunks are malformed");
        }
    }

    private static Failure tooLarge(int maxBytes) {
        return new Failure(Kind.BODY_TOO_LARGE, "body: more than " + maxBytes + " bytes");
    }
}
