package io.clickmill.api.http;

import io.javalin.http.Context;

/** The header {@code Retry-After} of failures that are temporary, such as that of a busy server. */
public final class RetryAfter {
    /** A busy server or account is usually free again after about a second. */
    private static final String SECONDS = "1";

    private RetryAfter() {}

    /** Tells the client to retry in a second. */
    public static void soon(Context context) {
        context.header("Retry-After", SECONDS);
    }
}
