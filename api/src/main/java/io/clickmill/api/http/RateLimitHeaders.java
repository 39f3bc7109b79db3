package io.clickmill.api.http;

import io.clickmill.api.auth.Decision;
import io.javalin.http.Context;

/**
 * The usual headers about a rate limit: {@code X-RateLimit-Limit} and {@code X-RateLimit-Remaining} in requests,
 * {@code X-RateLimit-Reset} in seconds since the epoch, and {@code Retry-After} in seconds if the client is over its
 * limit.
 */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    /** Sets the headers. Sets none if the key has no limit. */
    public static void write(Context context, Decision decision) {
        if (!decision.isLimited()) {
            return;
        }
        context.header("X-RateLimit-Limit", Long.toString(decision.limit()))
                .header("X-RateLimit-Remaining", Long.toString(Math.max(0, decision.remaining())))
                .header("X-RateLimit-Reset", Long.toString(decision.resetSecond()));
        if (!decision.allowed()) {
            context.header("Retry-After", Long.toString(decision.retryAfter()));
        }
    }
}
