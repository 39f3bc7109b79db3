package io.clickmill.api.dialect.constantcontact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.clickmill.api.http.RetryAfter;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Writes errors, which are arrays: {@code [{"error_key":"http.status.not_found","error_message":"…"}]}. The vendor
 * documents no 503: a server that is busy, or a database that does not answer, is a 500 with {@code Retry-After}.
 */
final class ConstantContactErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SERVER_ERROR = "http.status.internal_server_error";

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

    /** Too much is asked at once: the account's own share is the vendor's quota of queries a second. */
    static void write(Context context, BusyException e) {
        RetryAfter.soon(context);
        if (e.owner() == Owner.ACCOUNT) {
            write(context, ConstantContactException.overQuota());
            return;
        }
        write(context, HttpStatus.INTERNAL_SERVER_ERROR, SERVER_ERROR, "Internal server error: " + e.text() + ".");
    }

    /** A fault of the server: the log has the cause, the client an id. */
    static void write(Context context, RuntimeException fault) {
        if (fault instanceof StatsUnavailableException) {
            RetryAfter.soon(context);
        }
        String traceId = ServerErrors.report(context, fault);
        context.header("X-Trace-Id", traceId);
        write(context, HttpStatus.INTERNAL_SERVER_ERROR, SERVER_ERROR, "Internal server error, trace " + traceId + ".");
    }

    static String body(ConstantContactException error) {
        return body(error.key(), error.text());
    }

    private static void write(Context context, HttpStatus status, String key, String message) {
        context.status(status).contentType("application/json").result(body(key, message));
    }

    private static String body(String key, String message) {
        ArrayNode body = JSON.createArrayNode();
        body.addObject().put("error_key", key).put("error_message", message);
        return body.toString();
    }
}
