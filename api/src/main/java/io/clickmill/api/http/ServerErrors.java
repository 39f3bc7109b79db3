package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of the server: the log has the cause, the client gets an id by which it is found there. */
public final class ServerErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ServerErrors.class);

    private ServerErrors() {}

    /**
     * What is not an exception, such as a stack that is too deep, as a fault that is answered like any other.
     *
     * @throws OutOfMemoryError if that is what it is: nobody else is to be answered then
     */
    public static RuntimeException fault(Error error) {
        if (error instanceof OutOfMemoryError outOfMemory) {
            throw outOfMemory;
        }
        return new IllegalStateException("an error ended the request", error);
    }

    /** As {@link #report(Context, Throwable)}, where the request is not known any more. */
    public static String report(Throwable fault) {
        String traceId = UUID.randomUUID().toString();
        LOG.error("a request failed, trace {}", traceId, fault);
        return traceId;
    }

    /** Logs the fault and returns its trace id; the query string is left out, as it may hold personal data. */
    public static String report(Context context, Throwable fault) {
        String traceId = UUID.randomUUID().toString();
        LOG.error("{} {} failed, trace {}", context.method(), context.path(), traceId, fault);
        return traceId;
    }
}
