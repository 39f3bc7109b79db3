package io.clickmill.api.dialect.sendgrid;

import io.javalin.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Ends a request with one of the vendor's errors; the message is what the client reads. */
final class SendGridException extends RuntimeException {
    private final HttpStatus status;
    private final @Nullable String field;

    private SendGridException(HttpStatus status, @Nullable String field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    /** A parameter is wrong. */
    static SendGridException badParameter(String parameter, String value, String expected) {
        return new SendGridException(
                HttpStatus.BAD_REQUEST, parameter, parameter + ": " + value + " (expected: " + expected + ")");
    }

    static SendGridException unauthorized(String message) {
        return new SendGridException(HttpStatus.UNAUTHORIZED, null, message);
    }

    static SendGridException forbidden() {
        return new SendGridException(HttpStatus.FORBIDDEN, null, "access forbidden");
    }

    static SendGridException tooManyRequests() {
        return new SendGridException(HttpStatus.TOO_MANY_REQUESTS, null, "too many requests");
    }

    static SendGridException notAcceptable() {
        return new SendGridException(HttpStatus.NOT_ACCEPTABLE, null, "the Accept header must allow application/json");
    }

    /** There is no such automation or single send, or no such statistics. */
    static SendGridException notFound(String message) {
        return new SendGridException(HttpStatus.NOT_FOUND, null, message);
    }

    HttpStatus status() {
        return status;
    }

    /** The parameter that is wrong; null if it is none. */
    @Nullable
    String field() {
        return field;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
