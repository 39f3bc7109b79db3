package io.clickmill.api.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.Failure.Kind;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bodies of requests, within limits for all of them together: bytes until they are parsed and published, and
 * threads while they arrive. A request for which there is no room is refused immediately; the client may retry it.
 */
public final class RequestBodies {
    /** Request attribute: the body has arrived already, so that no thread has to wait for it. */
    public static final String COMPLETE = RequestBodies.class.getName() + ".complete";

    private static final Logger LOG = LoggerFactory.getLogger(RequestBodies.class);

    /**
     * Limit for all bodies together: four of the longest. While a body is parsed and waits for Kafka, each of its bytes
     * takes a few bytes of memory.
     */
    private static final int MAX_BYTES_AT_ONCE = 40 * 1024 * 1024;

    /**
     * The maximum number of threads that read bodies. There are 64, so slow senders leave three quarters of them to
     * others.
     */
    private static final int MAX_READING_THREADS = 16;

    /**
     * The maximum number of threads that discard refused bodies. The bodies arrive at the speed of the network, and
     * more threads would keep all cores busy.
     */
    private static final int MAX_DISCARDING_THREADS = 2;

    /** Size of one read. The budget is taken read by read, so that a slow client holds only what it has sent. */
    private static final int READ_BYTES = 64 * 1024;

    /** The maximum number of bytes that are read from a refused body: twice the longest body. */
    private static final int MAX_DISCARDED_BYTES = 20 * 1024 * 1024;

    private static final String BUSY = "too much is being received; repeat the request";

    private final ByteBudget budget = new ByteBudget(MAX_BYTES_AT_ONCE);
    private final Semaphore reading = new Semaphore(MAX_READING_THREADS);
    private final Semaphore discarding = new Semaphore(MAX_DISCARDING_THREADS);

    /**
     * Reads the body of a request and makes an answer from it. The body's bytes are held in the budget until then.
     *
     * @param maxBytes maximum length of the body
     * @throws Failure if the body is too long or broken, or if there is no room for it
     */
    public <T> T read(Context context, int maxBytes, Function<byte[], T> answer) {
        if (context.contentLength() > maxBytes) {
            discard(context.bodyInputStream());
            throw tooLarge(maxBytes);
        }
        try (ByteBudget.Part part = budget.open()) {
            return answer.apply(bytes(context, maxBytes, part));
        }
    }

    /**
     * Like {@link #read(Context, int, Function)}, for a body that is a JSON object.
     *
     * @param json the parser
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
            // The parser's message is dropped, because it may quote the body. The failure below says enough.
        }
        throw new Failure(Kind.BODY_MALFORMED, "body: not a JSON object");
    }

    /**
     * Reads and discards the rest of a refused body. If the connection were closed while the client still sends, it
     * would be reset, and the client would never read why it was refused. It ends after {@link #MAX_DISCARDED_BYTES}.
     * If {@link #MAX_DISCARDING_THREADS} threads discard bodies already, nothing is read.
     */
    private void discard(InputStream in) {
        if (!discarding.tryAcquire()) {
            return;
        }
        try {
            byte[] buffer = new byte[READ_BYTES];
            int read = 0;
            for (int discarded = 0; read >= 0 && discarded < MAX_DISCARDED_BYTES; discarded += read) {
                read = in.read(buffer);
            }
        } catch (IOException e) {
            LOG.debug("a body that is refused broke off", e);
        } finally {
            discarding.release();
        }
    }

    private byte[] bytes(Context context, int maxBytes, ByteBudget.Part part) {
        if (context.attribute(COMPLETE) != null) {
            // A short body does not count against the budget, so it is read even if long bodies take all of that. Short
            // bodies take at most 128 KiB for each thread.
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

    /**
     * Reads the whole body. Its pieces are joined once, at the end: a growing buffer would copy a long body several
     * times, and leave 50 MB of garbage for a body of 10 MB.
     */
    private byte[] readAll(Context context, int maxBytes, IntPredicate takes) {
        InputStream in = context.bodyInputStream();
        List<byte[]> pieces = new ArrayList<>();
        int size = 0;
        byte[] read;
        do {
            if (!takes.test(READ_BYTES)) {
                discard(in);
                throw new Failure(Kind.BODY_BUSY, BUSY);
            }
            read = next(in);
            pieces.add(read);
            size += read.length;
            if (size > maxBytes) {
                throw tooLarge(maxBytes);
            }
        } while (read.length == READ_BYTES);
        ByteBuffer body = ByteBuffer.allocate(size);
        pieces.forEach(body::put);
        return body.array();
    }

    private static byte[] next(InputStream in) {
        try {
            return in.readNBytes(READ_BYTES);
        } catch (TinyPiecesException e) {
            throw new Failure(Kind.BODY_BROKEN, "body: " + e.getMessage());
        } catch (IOException e) {
            LOG.debug("a body broke off", e);
            throw new Failure(Kind.BODY_BROKEN, "body: breaks off, or its chunks are malformed");
        }
    }

    private static Failure tooLarge(int maxBytes) {
        return new Failure(Kind.BODY_TOO_LARGE, "body: more than " + maxBytes + " bytes");
    }
}
