package io.clickmill.job.dedup;

import io.clickmill.contract.Granularity;
import io.clickmill.job.receive.Arrival;

/**
 * The key under which identities are remembered: a minute of event time and a share of its identities. All copies of an
 * event meet under one key, and a minute's identities go as a whole.
 *
 * @param minuteStart epoch milliseconds
 * @param share 0..{@value #SHARES} - 1, by the identity
 */
public record IdentityBucket(long minuteStart, int share) {
    /** Enough to spread one minute over the largest parallelism. */
    static final int SHARES = 256;

    /** Written out, because state in checkpoints lies under it and that of a record is not specified. */
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(minuteStart) + share;
    }

    /** The bucket of an arrival. */
    public static IdentityBucket of(Arrival arrival) {
        EventIdentity identity = EventIdentity.of(arrival.click());
        return new IdentityBucket(
                Granularity.MINUTE.floor(arrival.click().occurredAt()), (int) (identity.low() & (SHARES - 1)));
    }
}
