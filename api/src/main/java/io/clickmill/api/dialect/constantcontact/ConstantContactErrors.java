package io.clickmill.api.dialect.constantcontact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.query.QueryException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Writes errors, which are arrays: {@code [{"error_key":"http.status.not_found","error_message":"…"}]}. The vendor
 * documents no 503: a database that does not answer is a 500 as well.
 */
final class ConstantContactErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConstantContactErrors() {}

    static void write(Context context, ConstantContactException error) {
        if (error.status() == HttpStatus.UNAUTHORIZED) {
            context.header("WWW-Authenticate", "Bearer");
        }
        write(context, error.status(), error.key(), error.text());
    }

    /** What the engine finds wrong with a question that this dialect has let pass. */
    static void write(Context context, QueryException e) {
        write(context, ConstantContactException.badRequest(e.error().text()));
    }

    /** A fault of the server: the log has the cause, the client an id. */
    static void write(Context context, RuntimeException fault) {
        String traceId = ServerErrors.report(context, fault);
        context.header("X-Trace-Id", traceId);
        write(
                context,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "http.status.internal_server_error",
                "Internal server error, trace " + traceId + ".");
    }

    private static void write(Context context, HttpStatus status, String key, String message) {
        ArrayNode body = JSON.createArrayNode();
        body.addObject().put("error_key", key).put("error_message", message);
        context.status(status).contentType("application/json").result(body.toString());
    }
}
