package io.clickmill.api.http;

import io.clickmill.api.auth.Decision;
import io.javalin.http.Context;

/**
 * Tells a client where it is within its limit, as most APIs do: {@code X-RateLimit-Limit} and {@code -Remaining} in
 * requests, {@code X-RateLimit-Reset} in seconds of the epoch, and {@code Retry-After} in seconds if it is over.
 */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    /** Sets the headers; none if the key has no limit. */
    public static void write(Context context, Decision decision) {
        if (!decision.isLimited()) {
            return;
        }
        context.header("X-RateLimit-Limit", Long.toString(decision.limit()))
                .header("X-RateLimit-Remaining", Long.toString(decision.remaining()))
                .header("X-RateLimit-Reset", Long.toString(decision.resetSecond()));
        if (!decision.allowed()) {
            context.header("Retry-After", Long.toString(decision.retryAfter()));
        }
    }
}
