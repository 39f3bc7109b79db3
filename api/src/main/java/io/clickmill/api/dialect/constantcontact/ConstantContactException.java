package io.clickmill.api.dialect.constantcontact;

import io.javalin.http.HttpStatus;

/** Ends a request with one of the vendor's errors; the message is what the client reads. */
final class ConstantContactException extends RuntimeException {
    private final HttpStatus status;
    private final String key;

    ConstantContactException(HttpStatus status, String key, String message) {
        super(message);
        this.status = status;
        this.key = key;
    }

    /** The keys are missing, unknown, or not the same. */
    static ConstantContactException unauthorized(String message) {
        return new ConstantContactException(
                HttpStatus.UNAUTHORIZED, "http.status.authentication.invalid_token", message);
    }

    static ConstantContactException forbidden(String message) {
        return new ConstantContactException(HttpStatus.FORBIDDEN, "http.status.forbidden", message);
    }

    /** More requests than allowed: the vendor's 403, not 429. */
    static ConstantContactException overQuota() {
        return new ConstantContactException(
                HttpStatus.FORBIDDEN,
                "mashery.not.authorized.over.qps",
                "The Mashery account associated with this request is over its queries-per-second quota.");
    }

    static ConstantContactException notAcceptable() {
        return new ConstantContactException(
                HttpStatus.NOT_ACCEPTABLE,
                "http.status.not_acceptable",
                "The value of header 'Accept' must allow application/json.");
    }

    /** A parameter cannot be read. */
    static ConstantContactException invalid(String parameter, String expected) {
        return new ConstantContactException(
                HttpStatus.BAD_REQUEST,
                "query.param.invalid",
                "The value for query parameter '" + parameter + "' must be " + expected + ".");
    }

    static ConstantContactException badRequest(String message) {
        return new ConstantContactException(HttpStatus.BAD_REQUEST, "http.status.bad_request", message);
    }

    static ConstantContactException notFound(String message) {
        return new ConstantContactException(HttpStatus.NOT_FOUND, "http.status.not_found", message);
    }

    static ConstantContactException methodNotAllowed() {
        return new ConstantContactException(
                HttpStatus.METHOD_NOT_ALLOWED,
                "http.status.method_not_allowed",
                "The resource does not have this method.");
    }

    HttpStatus status() {
        return status;
    }

    /** The vendor's {@code error_key}. */
    String key() {
        return key;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
