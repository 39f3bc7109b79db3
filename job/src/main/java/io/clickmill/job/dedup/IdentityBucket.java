package io.clickmill.job.dedup;

/**
 * The key under which identities are remembered: a minute of event time and a share of its identities. All copies of an
 * event have the same key, and the identities of a minute are removed together.
 *
 * @param minuteStart epoch milliseconds
 * @param share chosen by {@link ByIdentity}
 */
public record IdentityBucket(long minuteStart, int share) {
    /** The hash is part of the format of checkpoints, as state lies under it. A record's own hash is not specified. */
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(minuteStart) + share;
    }

    /** The bucket of the minute that has this hash. */
    static IdentityBucket withHash(long minuteStart, int hash) {
        return new IdentityBucket(minuteStart, hash - 31 * Long.hashCode(minuteStart));
    }
}
