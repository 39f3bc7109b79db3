package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.query.QueryError;

/**
 * Writes errors: {@code {"error":"The header X-Product-Name is missing"}}, and {@code {"error":"Invalid
 * parameters","details":{"report":[{"error":"blank"}]}}}.
 */
final class Errors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Errors() {}

    static ErrorAnswer render(Failure failure) {
        return switch (failure.kind()) {
            case INVALID -> invalid(failure.error().orElseThrow());
            case BODY_TOO_LARGE -> error(413, "The request body is longer than " + Body.MAX_BODY_BYTES + " bytes");
            // The vendor answers a body that is not a JSON object with a status alone.
            case BODY_BROKEN, BODY_MALFORMED -> new ErrorAnswer(400, "");
            case BODY_BUSY -> error(503, "Too much is being received, repeat the request");
            case UNAVAILABLE -> error(503, "The statistics cannot be read at the moment");
            case FAULT -> error(500, "Internal server error");
            default -> error(failure.status().getCode(), failure.text());
        };
    }

    /** The answer to a valid request about more links or visitors than one answer can hold. */
    private static ErrorAnswer invalid(QueryError error) {
        Details details = Details.none();
        details.at("report").invalid(error.expected());
        return details.error();
    }

    /** Members of the body are invalid: 422. */
    static ErrorAnswer invalid(ObjectNode details) {
        ObjectNode body = JSON.createObjectNode().put("error", "Invalid parameters");
        return new ErrorAnswer(422, body.set("details", details).toString());
    }

    /** A required header is missing: 470. */
    static ErrorAnswer missingHeader(String names) {
        return error(470, "The header " + names + " is missing");
    }

    /** A header is invalid: 471. */
    static ErrorAnswer wrongHeader(String name, String value, String expected) {
        return error(471, "The header " + name + " is wrong: " + value + " (expected: " + expected + ")");
    }

    static ErrorAnswer error(int status, String message) {
        return new ErrorAnswer(
                status, JSON.createObjectNode().put("error", message).toString());
    }
}
