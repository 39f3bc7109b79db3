package io.clickmill.job.fold;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.EventsByKey;
import io.clickmill.job.count.Part;
import io.clickmill.job.count.RollupKey;
import io.clickmill.job.count.Tally;
import io.clickmill.job.rollup.RollupTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Adds late events to the rows of their buckets. Large buckets come first, because a bucket is examined only if the
 * larger one around it has rows. A few megabytes of rows are in memory at a time. Buckets without rows are counted 200
 * at a time.
 */
final class AddToBuckets {
    private static final int BATCH_BUCKETS = 200;

    private final Connection connection;
    private final EventsByKey late;
    private final RollupTable rollups;
    private final Set<Bucket> withRows = new HashSet<>();
    private final Map<Bucket, Part> batch = new HashMap<>();

    AddToBuckets(Connection connection, String accountId, EventsByKey late) {
        this.connection = connection;
        this.late = late;
        this.rollups = new RollupTable(connection, accountId);
    }

    /** Adds the events to their buckets of a granularity; the next larger one comes before. */
    void add(Granularity granularity) throws SQLException {
        for (RollupKey key : late.keys()) {
            late.<SQLException>forEachPart(key, granularity, (start, part) -> {
                Bucket bucket = new Bucket(key, granularity, start);
                if (granularity == Granularity.DAY || withRows.contains(bucket.around())) {
                    batch.put(bucket, part);
                    if (batch.size() == BATCH_BUCKETS) {
                        addBatch();
                    }
                }
            });
        }
        addBatch();
    }

    /** Writes what is not written yet, and returns the number of all rows. */
    long finish() throws SQLException {
        rollups.flush();
        return rollups.rows();
    }

    private void addBatch() throws SQLException {
        List<Bucket> buckets = new ArrayList<>(batch.keySet());
        rollups.forEachExisting(buckets, (bucket, tally) -> {
            Objects.requireNonNull(batch.remove(bucket)).addTo(tally);
            write(bucket, tally);
        });
        Map<Bucket, Tally> withoutRows = new HashMap<>();
        batch.forEach((bucket, part) -> {
            Tally tally = new Tally(bucket.key().scope());
            part.addTo(tally);
            withoutRows.put(bucket, tally);
        });
        batch.clear();
        OnTimeEvents.addTo(connection, withoutRows);
        for (Map.Entry<Bucket, Tally> entry : withoutRows.entrySet()) {
            if (entry.getValue().events() >= Dimension.MIN_EVENTS) {
                write(entry.getKey(), entry.getValue());
            }
        }
    }

    private void write(Bucket bucket, Tally tally) throws SQLException {
        rollups.upsert(bucket, tally);
        withRows.add(bucket);
    }
}
