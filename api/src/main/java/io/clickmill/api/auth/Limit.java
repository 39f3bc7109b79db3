package io.clickmill.api.auth;

import java.time.Duration;

/**
 * So many requests in so much time. All of them may come at once; what they have taken comes back evenly over the period.
 *
 * @param capacity in requests, or in what a request costs; 0 for no limit
 * @param period in which all of it comes back; more than nothing
 */
public record Limit(long capacity, Duration period) {
    /** No limit. */
    public static final Limit NONE = new Limit(0, Duration.ofMinutes(1));

    public Limit {
        if (capacity < 0 || capacity > Integer.MAX_VALUE || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("limit: " + capacity + " in " + period);
        }
    }

    /** So many a second. */
    public static Limit perSecond(int capacity) {
        return new Limit(capacity, Duration.ofSeconds(1));
    }

    /** So many a minute; 0 for no limit. */
    public static Limit perMinute(int capacity) {
        return new Limit(capacity, Duration.ofMinutes(1));
    }

    /** Whether there is no limit. */
    public boolean isNone() {
        return capacity == 0;
    }
}
