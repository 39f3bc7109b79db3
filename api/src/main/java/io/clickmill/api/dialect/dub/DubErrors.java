package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.RetryAfter;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Writes errors: {@code {"error":{"code":"not_found","message":"Link not found.",
 * "doc_url":"https://dub.co/docs/api-reference/errors#not-found"}}}.
 */
final class DubErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOC_URL = "https://dub.co/docs/api-reference/errors#";
    private static final String SERVER_ERROR =
            "An internal server error occurred. Please contact our support if the problem persists.";

    private DubErrors() {}

    static void write(Context context, DubException error) {
        // As the vendor does it: only the first underscore becomes a hyphen.
        write(
                context,
                error.code().status(),
                error.code().word(),
                error.text(),
                error.code().word().replaceFirst("_", "-"));
    }

    /** What the engine finds wrong with a question that this dialect has let pass. */
    static void write(Context context, QueryException e) {
        write(
                context,
                DubException.invalid("custom", e.error().parameter(), e.error().text()));
    }

    /** Too much is asked at once: nothing is broken, and nothing is logged. The vendor has no code for a busy server. */
    static void write(Context context, BusyException e) {
        RetryAfter.soon(context);
        if (e.owner() == Owner.ACCOUNT) {
            write(context, new DubException(DubException.Code.RATE_LIMIT_EXCEEDED, "Too many requests."));
            return;
        }
        serverError(context, HttpStatus.SERVICE_UNAVAILABLE);
    }

    /** A fault of the server: the log has the cause, the client an id. */
    static void write(Context context, RuntimeException fault) {
        context.header("X-Trace-Id", ServerErrors.report(context, fault));
        if (fault instanceof StatsUnavailableException) {
            RetryAfter.soon(context);
            serverError(context, HttpStatus.SERVICE_UNAVAILABLE);
            return;
        }
        serverError(context, HttpStatus.INTERNAL_SERVER_ERROR);
    }

    /** The body of an error that is answered before a route is found. The vendor has no code for a wrong method. */
    static String unrouted(HttpStatus status, String path) {
        return switch (status) {
            case NOT_FOUND -> body("not_found", "There is no " + path + " here.", "not-found");
            case METHOD_NOT_ALLOWED -> body("bad_request", "Method not allowed.", "bad-request");
            default -> body("bad_request", status.getMessage(), "bad-request");
        };
    }

    private static void serverError(Context context, HttpStatus status) {
        write(context, status, "internal_server_error", SERVER_ERROR, "internal-server-error");
    }

    private static void write(Context context, HttpStatus status, String code, String message, String anchor) {
        context.status(status).contentType("application/json").result(body(code, message, anchor));
    }

    private static String body(String code, String message, String anchor) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("code", code).put("message", message).put("doc_url", DOC_URL + anchor);
        return body.toString();
    }
}
