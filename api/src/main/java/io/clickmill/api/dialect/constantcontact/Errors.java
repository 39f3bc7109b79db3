package io.clickmill.api.dialect.constantcontact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.javalin.http.HttpStatus;
import java.util.Locale;

/**
 * Writes errors, which are arrays: {@code [{"error_key":"http.status.not_found","error_message":"…"}]}. The vendor
 * documents neither 429 nor 503: more requests than allowed are a 403. A server that is busy, or a database that does
 * not answer, is a 500 with {@code Retry-After}.
 */
final class Errors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Errors() {}

    static ErrorAnswer render(Failure failure) {
        String text = failure.text();
        return switch (failure.kind()) {
            case UNAUTHORIZED -> error(HttpStatus.UNAUTHORIZED, "http.status.authentication.invalid_token", text);
            case OVER_LIMIT, ACCOUNT_BUSY ->
                error(
                        HttpStatus.FORBIDDEN,
                        "mashery.not.authorized.over.qps",
                        "The Mashery account associated with this request is over its queries-per-second quota.");
            case SERVER_BUSY -> error(HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error: " + text + ".");
            case UNAVAILABLE, FAULT ->
                error(HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error, trace " + text + ".");
            default -> error(failure.status(), text);
        };
    }

    /** A parameter that cannot be read. */
    static ErrorAnswer invalid(String parameter, String expected) {
        String message = "The value for query parameter '" + parameter + "' must be " + expected + ".";
        return error(HttpStatus.BAD_REQUEST, "query.param.invalid", message);
    }

    private static ErrorAnswer error(HttpStatus status, String message) {
        return error(status, "http.status." + status.name().toLowerCase(Locale.ROOT), message);
    }

    private static ErrorAnswer error(HttpStatus status, String key, String message) {
        ArrayNode body = JSON.createArrayNode();
        body.addObject().put("error_key", key).put("error_message", message);
        return new ErrorAnswer(status, body.toString());
    }
}
