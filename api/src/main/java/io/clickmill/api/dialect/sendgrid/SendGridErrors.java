package io.clickmill.api.dialect.sendgrid;

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
import org.jspecify.annotations.Nullable;

/** Writes errors: {@code {"errors":[{"message":"not found","field":null,"help":null}]}}. */
final class SendGridErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SendGridErrors() {}

    static void write(Context context, SendGridException error) {
        if (error.status() == HttpStatus.UNAUTHORIZED) {
            context.header("WWW-Authenticate", "Bearer");
        }
        write(context, error.status(), error.text(), error.field());
    }

    /** What the engine finds wrong with a question that this dialect has let pass. */
    static void write(Context context, QueryException e) {
        write(context, HttpStatus.BAD_REQUEST, e.error().text(), e.error().parameter());
    }

    /** Too much is asked at once, by the account (429) or by all (503): nothing is broken, and nothing is logged. */
    static void write(Context context, BusyException e) {
        RetryAfter.soon(context);
        if (e.owner() == Owner.ACCOUNT) {
            write(context, SendGridException.tooManyRequests());
            return;
        }
        write(context, HttpStatus.SERVICE_UNAVAILABLE, e.text(), null);
    }

    /** A fault of the server: the log has the cause, the client an id. */
    static void write(Context context, RuntimeException fault) {
        String traceId = ServerErrors.report(context, fault);
        context.header("X-Trace-Id", traceId);
        boolean unavailable = fault instanceof StatsUnavailableException;
        if (unavailable) {
            RetryAfter.soon(context);
        }
        write(
                context,
                unavailable ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.INTERNAL_SERVER_ERROR,
                (unavailable ? "the statistics cannot be read, trace " : "internal server error, trace ") + traceId,
                null);
    }

    private static void write(Context context, HttpStatus status, String message, @Nullable String field) {
        context.status(status).contentType("application/json").result(body(message, field));
    }

    static String body(String message, @Nullable String field) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("errors")
                .addObject()
                .put("message", message)
                .put("field", field)
                .putNull("help");
        return body.toString();
    }
}
