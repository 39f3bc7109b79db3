package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.RetryAfter;
import io.clickmill.api.http.ServerErrors;
import io.clickmill.api.query.BusyException;
import io.clickmill.api.query.BusyException.Owner;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.http.Context;

/** Writes errors: {@code {"error":"The header X-Product-Name is missing"}}. */
final class PlacewiseErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PlacewiseErrors() {}

    static void write(Context context, PlacewiseException e) {
        context.status(e.status());
        if (e.status() == 400) {
            context.result("").removeHeader("Content-Type");
            return;
        }
        ObjectNode body = JSON.createObjectNode().put("error", e.getMessage());
        e.details().ifPresent(details -> body.set("details", details));
        context.contentType("application/json").result(body.toString());
    }

    static String body(String message) {
        return JSON.createObjectNode().put("error", message).toString();
    }

    /** Too much is asked at once, by the account (429) or by all (503): nothing is broken, and nothing is logged. */
    static void write(Context context, BusyException e) {
        RetryAfter.soon(context);
        context.status(e.owner() == Owner.ACCOUNT ? 429 : 503)
                .contentType("application/json")
                .result(body(e.text()));
    }

    /** A fault of the server: the log has the cause, the client an id. */
    static void write(Context context, RuntimeException fault) {
        context.header("X-Trace-Id", ServerErrors.report(context, fault));
        boolean unavailable = fault instanceof StatsUnavailableException;
        if (unavailable) {
            RetryAfter.soon(context);
        }
        String message = unavailable ? "The statistics cannot be read at the moment" : "Internal server error";
        context.status(unavailable ? 503 : 500).contentType("application/json").result(body(message));
    }
}
