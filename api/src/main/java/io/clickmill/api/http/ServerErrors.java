package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports faults of the server: the log gets the cause, and the client gets the trace id by which to find it there. */
public final class ServerErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ServerErrors.class);

    private ServerErrors() {}

    /**
     * Wraps an error such as a stack overflow, so that it is answered like any other fault.
     *
     * @throws OutOfMemoryError if the error is one, because the process should then not go on
     */
    public static RuntimeException fault(Error error) {
        if (error instanceof OutOfMemoryError outOfMemory) {
            throw outOfMemory;
        }
        return new IllegalStateException("an error ended the request", error);
    }

    /** Like {@link #report(Context, Throwable)}, for a caller that does not know the request any more. */
    public static String report(Throwable fault) {
        String traceId = UUID.randomUUID().toString();
        LOG.error("a request failed, trace {}", traceId, fault);
        return traceId;
    }

    /** Logs the fault and returns its trace id. The log gets no query string, as that may hold personal data. */
    public static String report(Context context, Throwable fault) {
        String traceId = UUID.randomUUID().toString();
        LOG.error("{} {} failed, trace {}", context.method(), context.path(), traceId, fault);
        return traceId;
    }
}
