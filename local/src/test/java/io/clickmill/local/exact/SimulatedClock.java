package io.clickmill.local.exact;

import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of the stream. The job has serialized copies of it, and all copies show the same time. */
final class SimulatedClock extends Clock implements Serializable {
    private static final long serialVersionUID = 1;
    private static final AtomicLong NOW = new AtomicLong();

    /** Sets all copies to an instant in epoch milliseconds. */
    void set(long epochMillis) {
        NOW.set(epochMillis);
    }

    @Override
    public long millis() {
        return NOW.get();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("all of Clickmill is in UTC");
    }
}
