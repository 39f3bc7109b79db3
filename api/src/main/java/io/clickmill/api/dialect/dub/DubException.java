package io.clickmill.api.dialect.dub;

import io.javalin.http.HttpStatus;

/** An answer that is an error, in the vendor's words. */
final class DubException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Code code;

    /** The vendor's codes that are used here, and their statuses. */
    enum Code {
        BAD_REQUEST(HttpStatus.BAD_REQUEST, "bad_request"),
        UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "unauthorized"),
        FORBIDDEN(HttpStatus.FORBIDDEN, "forbidden"),
        NOT_FOUND(HttpStatus.NOT_FOUND, "not_found"),
        CONFLICT(HttpStatus.CONFLICT, "conflict"),
        UNPROCESSABLE_ENTITY(HttpStatus.UNPROCESSABLE_CONTENT, "unprocessable_entity"),
        RATE_LIMIT_EXCEEDED(HttpStatus.TOO_MANY_REQUESTS, "rate_limit_exceeded");

        private final HttpStatus status;
        private final String word;

        Code(HttpStatus status, String word) {
            this.status = status;
            this.word = word;
        }

        HttpStatus status() {
            return status;
        }

        String word() {
            return word;
        }
    }

    DubException(Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** A parameter or a field that is wrong: 422 with the vendor's three parts. */
    static DubException invalid(String kind, String field, String text) {
        return new DubException(Code.UNPROCESSABLE_ENTITY, kind + ": " + field + ": " + text);
    }

    static DubException notFound(String message) {
        return new DubException(Code.NOT_FOUND, message);
    }

    static DubException badRequest(String message) {
        return new DubException(Code.BAD_REQUEST, message);
    }

    Code code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
