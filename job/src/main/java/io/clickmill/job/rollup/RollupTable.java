package io.clickmill.job.rollup;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.words.Words;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.count.Tally;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads and writes an account's rows of table {@code rollup} within a transaction. */
public final class RollupTable {
    private static final int BATCH_ROWS = 1_000;
    /** A row may have 10,000 values, and 1,000 such rows would fill the heap. */
    private static final long BATCH_BYTES = 16_000_000;
    /** The arrays of a value and its text, roughly. Its sketch comes on top, with up to 8 KB. */
    private static final int VALUE_BYTES = 320;

    private static final int BATCH_BUCKETS = 200;
    /** About the rows of one bucket. Each may take a megabyte. */
    private static final int FETCH_ROWS = 20;

    private static final String SELECT_BUCKETS = """
            SELECT wanted.index, rollup.dimension, rollup.overflow, rollup.vals, rollup.uniques,
                   rollup.uniques_estimate, %s
              FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS wanted (index, scope, scope_id, granularity, bucket_start)
              JOIN rollup
                ON rollup.account_id = ?
               AND rollup.scope = wanted.scope
               AND rollup.dimension = ANY (?::text[])
               AND rollup.granularity = wanted.granularity
               AND rollup.scope_id = wanted.scope_id
               AND rollup.bucket_start = to_timestamp(wanted.bucket_start / 1000.0)
             ORDER BY wanted.index
            """.formatted(Measure.columns("rollup.%s"));

    private static final int FIRST_MEASURE = 7;

    private final Connection connection;
    private final String accountId;
    private final List<RollupRow> batch = new ArrayList<>();
    private long batchBytes;

    /** Receives buckets that have rows. */
    public interface Existing {
        void accept(Bucket bucket, Tally tally) throws SQLException;
    }

    public RollupTable(Connection connection, String accountId) {
        this.connection = connection;
        this.accountId = accountId;
    }

    /**
     * Gives the counts of each of these buckets that has rows. One bucket is in memory at a time, and the receiver may
     * write it.
     */
    public void forEachExisting(List<Bucket> buckets, Existing existing) throws SQLException {
        for (int from = 0; from < buckets.size(); from += BATCH_BUCKETS) {
            read(buckets.subList(from, Math.min(from + BATCH_BUCKETS, buckets.size())), existing);
        }
    }

    /** Writes the rows of the bucket, at the latest on {@link #flush}, and returns their number. */
    public int upsert(Bucket bucket, Tally tally) throws SQLException {
        int before = batch.size();
        tally.forEachRow(bucket.key(), bucket.granularity(), bucket.start(), row -> {
            batch.add(row);
            batchBytes += bytes(row);
        });
        int rows = batch.size() - before;
        if (batch.size() >= BATCH_ROWS || batchBytes >= BATCH_BYTES) {
            flush();
        }
        return rows;
    }

    /** Writes what {@link #upsert} has not written yet. */
    public void flush() throws SQLException {
        UpsertRollup.execute(connection, batch);
        batch.clear();
        batchBytes = 0;
    }

    private static long bytes(RollupRow row) {
        long bytes = (long) VALUE_BYTES * row.values().length;
        for (byte[] sketch : row.uniques()) {
            bytes += sketch.length;
        }
        return bytes;
    }

    private void read(List<Bucket> buckets, Existing existing) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT_BUCKETS)) {
            int[] indexes = IntStream.range(0, buckets.size()).toArray();
            statement.setObject(1, indexes);
            statement.setObject(2, texts(buckets, bucket -> bucket.key().scope().word()));
            statement.setObject(3, texts(buckets, bucket -> bucket.key().scopeId()));
            statement.setObject(4, texts(buckets, bucket -> bucket.granularity().word()));
            statement.setObject(5, buckets.stream().mapToLong(Bucket::start).toArray());
            statement.setString(6, accountId);
            statement.setObject(7, texts(List.of(Dimension.values()), Dimension::word));
            // Within a transaction, a fetch size makes the driver use a cursor.
            statement.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = statement.executeQuery()) {
                List<RollupRow> ofBucket = new ArrayList<>();
                while (rows.next()) {
                    Bucket bucket = buckets.get(rows.getInt(1));
                    if (!ofBucket.isEmpty() && !bucket(ofBucket.get(0)).equals(bucket)) {
                        give(ofBucket, existing);
                    }
                    ofBucket.add(read(bucket, rows));
                }
                if (!ofBucket.isEmpty()) {
                    give(ofBucket, existing);
                }
            }
        }
    }

    private static void give(List<RollupRow> ofBucket, Existing existing) throws SQLException {
        Bucket bucket = bucket(ofBucket.get(0));
        Tally tally = Tally.ofRows(bucket.key().scope(), ofBucket);
        ofBucket.clear();
        existing.accept(bucket, tally);
    }

    private static Bucket bucket(RollupRow row) {
        return new Bucket(row.key(), row.granularity(), row.bucketStart());
    }

    private static <T> String[] texts(List<T> values, Function<T, String> text) {
        return values.stream().map(text).toArray(String[]::new);
    }

    private static RollupRow read(Bucket bucket, ResultSet row) throws SQLException {
        String[] values = (String[]) row.getArray(4).getArray();
        Array uniques = row.getArray(5);
        long[][] numbers = new long[Measure.COUNT][];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers(row.getArray(FIRST_MEASURE + i), values.length);
        }
        return new RollupRow(
                bucket.key(),
                Words.of(Dimension.class, row.getString(2)).orElseThrow(),
                bucket.granularity(),
                bucket.start(),
                row.getBoolean(3),
                uniques != null,
                values,
                numbers,
                uniques == null ? new byte[0][] : (byte[][]) uniques.getArray(),
                numbers(row.getArray(6), values.length));
    }

    /** Null is an array of zeros. */
    private static long[] numbers(@Nullable Array array, int size) throws SQLException {
        long[] numbers = new long[size];
        if (array != null) {
            Long[] boxed = (Long[]) array.getArray();
            for (int i = 0; i < size; i++) {
                numbers[i] = boxed[i];
            }
        }
        return numbers;
    }
}
