package io.clickmill.api.auth;

import java.time.Instant;

/**
 * The result of counting a request against its key's limit.
 *
 * @param allowed whether the request may be answered
 * @param limit the number of requests that the limit allows; 0 if the key has no limit
 * @param remaining how many requests are left after this one; negative after a request that cost more than was left
 * @param reset when the whole limit is available again, if no more requests come
 * @param retryAfter seconds until a request is allowed again, at least 1; 0 if this one is allowed
 */
public record Decision(boolean allowed, long limit, long remaining, Instant reset, long retryAfter) {
    /** Whether the key has a limit. Without one the response has no headers about it. */
    public boolean isLimited() {
        return limit > 0;
    }

    /** {@link #reset} in seconds since the epoch, rounded up. */
    public long resetSecond() {
        return reset.plusNanos(999_999_999).getEpochSecond();
    }

    /** The error text for a client that is over its limit. */
    public String text() {
        return "more requests than the " + limit + " of the API key's limit; retry after " + retryAfter + " s";
    }
}
