package io.clickmill.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * What late means, and the watermark that follows from it. An event is late if it occurred more than {@code lateness}
 * before its arrival; that is a property of the record alone, the same on every replay.
 *
 * <p>With the default lateness of 15 s an event that arrives at 12:00:20.000 is on time if it occurred at 12:00:05.000
 * or after. The watermark of that arrival is 11:59:59.999: it lies {@link #CLOCK_SKEW} further back, so that the clock
 * which a quiet partition follows may differ by so much from the broker's clock without an on-time event falling behind.
 */
public record Lateness(Duration bound) implements Serializable {
    /** The default bound. */
    public static final Lateness DEFAULT = new Lateness(Duration.ofSeconds(15));

    /** How far the clocks of broker and job may differ. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /** Whether an event that occurred and arrived at these instants (epoch milliseconds) is late. */
    public boolean isLate(long occurredAt, long appendedAt) {
        return occurredAt < appendedAt - bound.toMillis();
    }

    /** The watermark (epoch milliseconds) once all records that arrived up to the instant have been read. */
    public long watermark(long appendedAt) {
        return appendedAt - bound.toMillis() - CLOCK_SKEW.toMillis() - 1;
    }
}
