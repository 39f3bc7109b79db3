package io.clickmill.api.auth;

import java.time.Instant;

/**
 * Whether a request is within its key's limit.
 *
 * @param allowed whether it may be answered
 * @param limit of how many requests; 0 if the key has no limit
 * @param remaining how many are left of it after this one; less than 0 after a request that cost more than was left
 * @param reset when all of the limit is there again, if no more requests come
 * @param retryAfter after how many seconds a request is allowed again, at least 1; 0 if this one is allowed
 */
public record Decision(boolean allowed, long limit, long remaining, Instant reset, long retryAfter) {
    /** Whether there is a limit at all; without one there is nothing to tell the client. */
    public boolean isLimited() {
        return limit > 0;
    }

    /** {@link #reset} in seconds of the epoch, rounded up. */
    public long resetSecond() {
        return reset.plusNanos(999_999_999).getEpochSecond();
    }

    /** What a client is told that is over its limit. */
    public String text() {
        return "more requests than the " + limit + " of the API key's limit; retry after " + retryAfter + " s";
    }
}
