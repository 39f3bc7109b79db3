package io.clickmill.job.dedup;

/**
 * The key under which identities are remembered: a minute of event time and a share of its identities. All copies of an
 * event meet under one key, and a minute's identities go as a whole.
 *
 * @param minuteStart epoch milliseconds
 * @param share chosen by {@link ByIdentity}
 */
public record IdentityBucket(long minuteStart, int share) {
    /** Written out, because state in checkpoints lies under it and that of a record is not specified. */
    @Override
    public int hashCode() {
        return 31 * Long.hashCode(minuteStart) + share;
    }

    /** The minute's bucket that has this hash. */
    static IdentityBucket withHash(long minuteStart, int hash) {
        return new IdentityBucket(minuteStart, hash - 31 * Long.hashCode(minuteStart));
    }
}
