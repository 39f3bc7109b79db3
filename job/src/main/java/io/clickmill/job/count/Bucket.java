package io.clickmill.job.count;

import io.clickmill.contract.Granularity;

/**
 * A bucket of a key.
 *
 * @param start epoch milliseconds
 */
public record Bucket(RollupKey key, Granularity granularity, long start) {
    /** The bucket that holds the instant (epoch milliseconds). */
    public static Bucket of(RollupKey key, Granularity granularity, long at) {
        return new Bucket(key, granularity, granularity.floor(at));
    }

    /** The next larger bucket that this one lies in; for a day, the day itself. */
    public Bucket around() {
        Granularity larger = granularity == Granularity.MINUTE ? Granularity.HOUR : Granularity.DAY;
        return of(key, larger, start);
    }

    /** The first millisecond after the bucket. */
    public long end() {
        return start + granularity.lengthMillis();
    }
}
