package io.clickmill.api.dialect.emailconsul;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.http.RetryAfter;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Writes errors: {@code {"statusCode":400,"error":"Bad Request","message":"limit: 0 (expected: 1..1000)"}}. The vendor
 * documents 400, 401, 403 and 500; there is no other but 404 and 405 for what it does not have, and 429, of a key that was given a limit or an account that asks
 * too much at once. A server that is busy, or a database that does not answer, is a 500 with {@code Retry-After}.
 */
final class EmailConsulErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The cause of a 500 is in the server's log under this id. */
    private static final String TRACE_HEADER = "X-Trace-Id";

    private EmailConsulErrors() {}

    /** Ends a request whose key is not good enough. */
    static final class KeyException extends Exception {
        private final HttpStatus status;

        private KeyException(HttpStatus status, String message) {
            super(message);
            this.status = status;
        }

        /** There is no key, or none that is valid: 401. */
        static KeyException unauthorized(String message) {
            return new KeyException(HttpStatus.UNAUTHORIZED, message);
        }

        /** The key is valid, but not for this: 403. */
        static KeyException forbidden(String message) {
            return new KeyException(HttpStatus.FORBIDDEN, message);
        }

        /** The key has asked too often: 429. */
        static KeyException tooManyRequests(String message) {
            return new KeyException(HttpStatus.TOO_MANY_REQUESTS, message);
        }
    }

    /** Answers a key that is not good enough. */
    static void write(Context context, KeyException e) {
        if (e.status == HttpStatus.UNAUTHORIZED) {
            context.header("WWW-Authenticate", "Bearer");
        }
        write(context, e.status, e.status.getMessage(), String.valueOf(e.getMessage()));
    }

    /** Answers a parameter that is missing or wrong. */
    static void write(Context context, QueryError error) {
        write(context, HttpStatus.BAD_REQUEST, HttpStatus.BAD_REQUEST.getMessage(), error.text());
    }

    /** Answers that too much is asked at once: nothing is broken, and nothing is logged. */
    static void write(Context context, BusyException e) {
        RetryAfter.soon(context);
        if (e.owner() == Owner.ACCOUNT) {
            HttpStatus status = HttpStatus.TOO_MANY_REQUESTS;
            write(context, status, status.getMessage(), e.text());
            return;
        }
        serverError(context);
    }

    /** Answers a fault of the server, and logs it. */
    static void write(Context context, RuntimeException fault) {
        context.header(TRACE_HEADER, ServerErrors.report(context, fault));
        if (fault instanceof StatsUnavailableException) {
            RetryAfter.soon(context);
        }
        serverError(context);
    }

    private static void serverError(Context context) {
        write(context, HttpStatus.INTERNAL_SERVER_ERROR, "Internal Server Error", "Internal server error");
    }

    private static void write(Context context, HttpStatus status, String error, String message) {
        context.status(status).contentType("application/json").result(body(status, error, message));
    }

    static String body(HttpStatus status, String error, String message) {
        return JSON.createObjectNode()
                .put("statusCode", status.getCode())
                .put("error", error)
                .put("message", message)
                .toString();
    }
}
