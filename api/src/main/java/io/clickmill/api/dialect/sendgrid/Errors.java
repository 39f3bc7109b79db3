package io.clickmill.api.dialect.sendgrid;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.query.QueryError;

/** Writes errors: {@code {"errors":[{"message":"not found","field":null,"help":null}]}}. */
final class Errors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Errors() {}

    static ErrorAnswer render(Failure failure) {
        String message =
                switch (failure.kind()) {
                    case OVER_LIMIT, ACCOUNT_BUSY -> "too many requests";
                    case UNAVAILABLE -> "the statistics cannot be read, trace " + failure.text();
                    case FAULT -> "internal server error, trace " + failure.text();
                    default -> failure.text();
                };
        ObjectNode body = JSON.createObjectNode();
        body.putArray("errors")
                .addObject()
                .put("message", message)
                .put("field", failure.error().map(QueryError::parameter).orElse(null))
                .putNull("help");
        return new ErrorAnswer(failure.status(), body.toString());
    }
}
