package io.clickmill.api.http;

import io.javalin.http.HttpStatus;

/** A body that cannot be taken, whatever it says. */
public final class BodyException extends RuntimeException {
    private final Kind kind;

    /** What keeps a body from being taken. */
    public enum Kind {
        /** Longer than the endpoint takes. */
        TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "too-large"),
        /** It ends before its length, its chunks are malformed, or it came too slowly. */
        BROKEN(HttpStatus.BAD_REQUEST, "broken-body"),
        /** There is no room beside the other bodies; the request may be repeated at once. */
        BUSY(HttpStatus.SERVICE_UNAVAILABLE, "unavailable");

        private final HttpStatus status;
        private final String word;

        Kind(HttpStatus status, String word) {
            this.status = status;
            this.word = word;
        }
    }

    BodyException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** Why the body is not taken. */
    public Kind kind() {
        return kind;
    }

    /** What a client is told. */
    public String text() {
        return String.valueOf(getMessage());
    }

    /** As the native endpoints answer it. */
    public Problem problem() {
        return Problem.of(kind.status, kind.word, text());
    }
}
