package io.clickmill.job.fold;

import io.clickmill.contract.Granularity;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.Tally;
import io.clickmill.job.rollup.RollupTable;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts events that come key by key and in the order of time, as the windows of the stream do. An event is added to
 * its minute. A finished minute gives its rows and moves into its hour, the hour into its day. So this class holds only
 * one minute, one hour and one day of one key at a time.
 */
final class CountInOrder {
    private final RollupTable rollups;
    private final boolean withMinutes;
    private final Map<Granularity, OpenBucket> open = new EnumMap<>(Granularity.class);
    private long rows;

    private record OpenBucket(Bucket bucket, Tally tally) {}

    /** @param withMinutes whether rows of minutes are written */
    CountInOrder(RollupTable rollups, boolean withMinutes) {
        this.rollups = rollups;
        this.withMinutes = withMinutes;
    }

    /**
     * Counts an event of the key. Events of a key must come in the order of time, and all of them before the events of
     * the next key.
     */
    void add(RollupKey key, LoggedEvent event) throws SQLException {
        tally(Bucket.of(key, Granularity.MINUTE, event.occurredAt())).add(event.counted());
    }

    /** Closes the open buckets after the last event, and returns the number of all rows. */
    long finish() throws SQLException {
        for (Granularity granularity : Granularity.values()) {
            close(granularity);
        }
        return rows;
    }

    /** The tally of the bucket. If another bucket of its granularity is open, it is closed first. */
    private Tally tally(Bucket bucket) throws SQLException {
        OpenBucket current = open.get(bucket.granularity());
        if (current != null && current.bucket().equals(bucket)) {
            return current.tally();
        }
        close(bucket.granularity());
        Tally tally = new Tally(bucket.key().scope());
        open.put(bucket.granularity(), new OpenBucket(bucket, tally));
        return tally;
    }

    private void close(Granularity granularity) throws SQLException {
        @Nullable OpenBucket over = open.remove(granularity);
        if (over == null) {
            return;
        }
        if (granularity != Granularity.MINUTE || withMinutes) {
            rows += rollups.upsert(over.bucket(), over.tally());
        }
        if (granularity != Granularity.DAY) {
            tally(over.bucket().around()).merge(over.tally());
        }
    }
}
