package io.clickmill.api.http;

import io.javalin.http.Context;

/** Header {@code Retry-After} of answers to questions that were not worked on, as too much is asked at once. */
public final class RetryAfter {
    /** What is busy is free again after about a second. */
    private static final String SECONDS = "1";

    private RetryAfter() {}

    /** Tells the client to ask again in a second. */
    public static void soon(Context context) {
        context.header("Retry-After", SECONDS);
    }
}
