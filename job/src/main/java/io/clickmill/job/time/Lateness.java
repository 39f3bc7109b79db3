package io.clickmill.job.time;

import java.io.Serializable;
import java.time.Duration;

/**
 * The definition of late, and the watermark that follows from it. An event is late if it occurred more than the bound
 * before its arrival. That is a property of the record alone, and the same on every replay.
 *
 * <p>With the default bound of 15 s, an event that arrives at 12:00:20.000 is on time if it occurred at 12:00:05.000 or
 * later. The watermark of that arrival is 11:59:59.999, which is {@link #CLOCK_SKEW} and a millisecond before that. So
 * the clock that a quiet partition follows may differ from the broker's by this much, and no on-time event is refused.
 */
public record Lateness(Duration bound) implements Serializable {
    /** The default bound. */
    public static final Lateness DEFAULT = new Lateness(Duration.ofSeconds(15));

    /** The largest tolerated difference between the clocks of broker and job. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    /** Whether an event that occurred and arrived at these instants (epoch milliseconds) is late. */
    public boolean isLate(long occurredAt, long appendedAt) {
        return occurredAt < appendedAt - bound.toMillis();
    }

    /** The watermark (epoch milliseconds) once all records that arrived up to this instant have been read. */
    public long watermark(long appendedAt) {
        return appendedAt - bound.toMillis() - CLOCK_SKEW.toMillis() - 1;
    }
}
