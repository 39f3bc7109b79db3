package io.clickmill.api.dialect.emailconsul;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.javalin.http.HttpStatus;

/**
 * Writes errors: {@code {"statusCode":400,"error":"Bad Request","message":"limit: 0 (expected: 1..1000)"}}. The vendor
 * documents 400, 401, 403 and 500. In addition there are 404 and 405 for unknown paths and methods, and 429 for a key
 * over its own limit or an account that asks too much at a time. A server that is busy, or a database that does not
 * answer, is a 500 with {@code Retry-After}.
 */
final class Errors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Errors() {}

    static ErrorAnswer render(Failure failure) {
        return switch (failure.kind()) {
            case SERVER_BUSY, UNAVAILABLE, FAULT ->
                error(HttpStatus.INTERNAL_SERVER_ERROR, "Internal Server Error", "Internal server error");
            default -> error(failure.status(), failure.status().getMessage(), failure.text());
        };
    }

    static ErrorAnswer error(HttpStatus status, String error, String message) {
        return new ErrorAnswer(
                status,
                JSON.createObjectNode()
                        .put("statusCode", status.getCode())
                        .put("error", error)
                        .put("message", message)
                        .toString());
    }
}
