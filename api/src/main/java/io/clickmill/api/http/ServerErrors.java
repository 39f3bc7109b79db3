package io.clickmill.api.http;

import io.javalin.http.Context;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of the server: the log has the cause, the client gets an id by which it is found there. */
public final class ServerErrors {
    private static final Logger LOG = LoggerFactory.getLogger(ServerErrors.class);

    private ServerErrors() {}

    /** Logs the fault and returns its trace id; the query string is left out, as it may hold personal data. */
    public static String report(Context context, Throwable fault) {
        String traceId = UUID.randomUUID().toString();
        LOG.error("{} {} failed, trace {}", context.method(), context.path(), traceId, fault);
        return traceId;
    }
}
