package io.clickmill.job.dedup;

import io.clickmill.contract.Granularity;
import io.clickmill.job.receive.Arrival;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Assigns arrivals to their {@link IdentityBucket}. Each minute has one bucket in each key group, so that the subtasks
 * get equal shares. With buckets that fall into key groups by chance, the fullest of 32 subtasks would get 1.8 times
 * the average.
 */
public final class ByIdentity implements KeySelector<Arrival, IdentityBucket> {
    private static final long serialVersionUID = 1;

    /**
     * Key groups of earlier releases. A job that has their state also has their buckets, which fall into key groups by
     * chance.
     */
    private static final int EARLIER_KEY_GROUPS = 128;

    private static final int EARLIER_SHARES = 256;

    /** The smallest hash that Flink assigns to each key group. */
    private final int[] hashes;

    /** @param keyGroups the maximum parallelism of the job */
    public ByIdentity(int keyGroups) {
        hashes = new int[keyGroups];
        boolean[] found = new boolean[keyGroups];
        int missing = keyGroups;
        for (int hash = 0; missing > 0; hash++) {
            int keyGroup = KeyGroupRangeAssignment.computeKeyGroupForKeyHash(hash, keyGroups);
            if (!found[keyGroup]) {
                found[keyGroup] = true;
                hashes[keyGroup] = hash;
                missing--;
            }
        }
    }

    @Override
    public IdentityBucket getKey(Arrival arrival) {
        long identity = EventIdentity.of(arrival.event()).low();
        long minuteStart = Granularity.MINUTE.floor(arrival.event().occurredAt());
        return hashes.length == EARLIER_KEY_GROUPS
                ? new IdentityBucket(minuteStart, (int) (identity & (EARLIER_SHARES - 1)))
                : IdentityBucket.withHash(minuteStart, hashes[Math.floorMod(identity, hashes.length)]);
    }
}
