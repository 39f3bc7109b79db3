package io.clickmill.api.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;

/** An error in a vendor's words that ends the request: a status, and a body in JSON, which may be empty. */
public final class ErrorAnswer extends RuntimeException {
    private final int status;
    private final String body;

    public ErrorAnswer(HttpStatus status, String body) {
        this(status.getCode(), body);
    }

    /** An error with the status code. */
    public ErrorAnswer(int status, String body) {
        super(body, null, false, false);
        this.status = status;
        this.body = body;
    }

    public String body() {
        return body;
    }

    void write(Context context) {
        context.status(status).contentType("application/json").result(body.getBytes(StandardCharsets.UTF_8));
        if (body.isEmpty()) {
            context.removeHeader("Content-Type");
        }
    }
}
