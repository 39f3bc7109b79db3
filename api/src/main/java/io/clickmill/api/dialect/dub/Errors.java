package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.query.QueryError;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.RejectReason;
import io.javalin.http.HttpStatus;
import java.util.Locale;

/**
 * Writes errors: {@code {"error":{"code":"not_found","message":"Link not found.",
 * "doc_url":"https://dub.co/docs/api-reference/errors#not-found"}}}.
 */
final class Errors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOC_URL = "https://dub.co/docs/api-reference/errors#";

    private Errors() {}

    static ErrorAnswer render(Failure failure) {
        return switch (failure.kind()) {
            case INVALID -> {
                QueryError error = failure.error().orElseThrow();
                yield invalid("custom", error.parameter(), error.text());
            }
            case ACCOUNT_BUSY -> error(HttpStatus.TOO_MANY_REQUESTS, "Too many requests.");
            case BODY_TOO_LARGE -> badRequest("The request body is larger than 65,536 bytes.");
            case BODY_BROKEN -> badRequest("The request body is incomplete, or its chunks are malformed or tiny.");
            case BODY_MALFORMED ->
                badRequest(
                        "Invalid JSON format in request body. Please ensure the request body is a valid JSON object.");
            case BODY_BUSY -> error(HttpStatus.TOO_MANY_REQUESTS, "Too much is being received. Repeat the request.");
            // The vendor has no code for a busy server.
            case SERVER_BUSY, UNAVAILABLE, FAULT ->
                error(
                        failure.status(),
                        "internal_server_error",
                        "An internal server error occurred. Please contact our support if the problem persists.",
                        "internal-server-error");
            default -> error(failure.status(), failure.text());
        };
    }

    /** The body of an error that is answered before a route is found. The vendor has no code for a wrong method. */
    static String unrouted(HttpStatus status, String path) {
        return switch (status) {
            case NOT_FOUND -> notFound("There is no " + path + " here.").body();
            case METHOD_NOT_ALLOWED -> badRequest("Method not allowed.").body();
            default -> badRequest(status.getMessage()).body();
        };
    }

    /**
     * The 422 for an invalid parameter or field. Its message has the vendor's three parts: {@code kind: field: text}.
     */
    static ErrorAnswer invalid(String kind, String field, String text) {
        return error(HttpStatus.UNPROCESSABLE_CONTENT, kind + ": " + field + ": " + text);
    }

    static ErrorAnswer notFound(String message) {
        return error(HttpStatus.NOT_FOUND, message);
    }

    static ErrorAnswer noSuchClick(String clickId) {
        return notFound("Click event not found for clickId: " + clickId);
    }

    /** The answer to a request whose event the job would reject. */
    static ErrorAnswer rejected(InvalidClick event) {
        if (event.reason() == RejectReason.TOO_LARGE) {
            return invalid("custom", "metadata", "The event is larger than 65,536 bytes");
        }
        String field = event.fault().field();
        return invalid("custom", field == null ? "body" : field, event.detail());
    }

    static ErrorAnswer badRequest(String message) {
        return error(HttpStatus.BAD_REQUEST, message);
    }

    static ErrorAnswer error(HttpStatus status, String message) {
        String code =
                switch (status) {
                    case UNPROCESSABLE_CONTENT -> "unprocessable_entity";
                    case TOO_MANY_REQUESTS -> "rate_limit_exceeded";
                    default -> status.name().toLowerCase(Locale.ROOT);
                };
        // Only the first underscore becomes a hyphen, as at the vendor.
        return error(status, code, message, code.replaceFirst("_", "-"));
    }

    private static ErrorAnswer error(HttpStatus status, String code, String message, String anchor) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("code", code).put("message", message).put("doc_url", DOC_URL + anchor);
        return new ErrorAnswer(status, body.toString());
    }
}
