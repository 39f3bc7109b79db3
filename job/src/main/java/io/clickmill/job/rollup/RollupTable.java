package io.clickmill.job.rollup;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Sql;
import io.clickmill.contract.words.Words;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.count.Tally;
import io.clickmill.job.count.TallyOfRows;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Reads and writes an account's rows of table {@code rollup} within a transaction. */
public final class RollupTable {
    /** Rows of some buckets are read together, up to this many bytes. Larger buckets are read row by row. */
    private static final long MAX_READ_BYTES = 32_000_000;

    /** The rows of some buckets. The parameters are those of {@link #wanted}. */
    private static final String FROM_WANTED = """
              FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS wanted (index, scope, scope_id, granularity, bucket_start)
              JOIN rollup
                ON rollup.account_id = ?
               AND rollup.scope = wanted.scope
               AND rollup.dimension = ANY (?::text[])
               AND rollup.granularity = wanted.granularity
               AND rollup.scope_id = wanted.scope_id
               AND rollup.bucket_start = to_timestamp(wanted.bucket_start / 1000.0)
            """;

    /**
     * The bytes of buckets that have rows, before any is read: what the rows take in a tally, by an upper estimate. A
     * value takes 320 bytes and up to 512 for its text. Its sketch takes up to eight times its stored size, as PostgreSQL
     * compresses sketches.
     */
    private static final String SELECT_BYTES = """
            SELECT wanted.index,
                   sum(832 * cardinality(rollup.vals)::bigint + 8 * coalesce(pg_column_size(rollup.uniques), 0))::bigint
            """ + FROM_WANTED + " GROUP BY wanted.index";

    private static final String SELECT_BUCKETS = """
            SELECT wanted.index, rollup.dimension, rollup.overflow, rollup.vals, rollup.uniques,
                   rollup.uniques_estimate, %s
            """.formatted(Measure.columns("rollup.%s")) + FROM_WANTED;

    private static final int FIRST_MEASURE = 7;

    /** As text, sketches take twice the size, and several copies. */
    private static final int ALWAYS_BINARY = -1;

    private final Connection connection;
    private final String accountId;
    private final List<RollupRow> batch = new ArrayList<>();
    private final RowBatch batchSize = new RowBatch();
    private long rows;

    /** Receives buckets that have rows. */
    public interface Existing {
        void accept(Bucket bucket, Tally tally) throws SQLException;
    }

    public RollupTable(Connection connection, String accountId) {
        this.connection = connection;
        this.accountId = accountId;
    }

    /**
     * Gives the counts of each of these buckets that has rows. A few megabytes of them are in memory at a time, or one
     * bucket, and the receiver may write it.
     *
     * @param buckets a few hundred at most
     */
    public void forEachExisting(List<Bucket> buckets, Existing existing) throws SQLException {
        List<Bucket> together = new ArrayList<>();
        long ofThese = 0;
        for (Map.Entry<Bucket, Long> bucket : bytes(buckets).entrySet()) {
            if (ofThese + bucket.getValue() > MAX_READ_BYTES) {
                give(together, ofThese, existing);
                together.clear();
                ofThese = 0;
            }
            together.add(bucket.getKey());
            ofThese += bucket.getValue();
        }
        give(together, ofThese, existing);
    }

    private void give(List<Bucket> buckets, long bytes, Existing existing) throws SQLException {
        if (buckets.isEmpty()) {
            return;
        }
        Map<Bucket, TallyOfRows> stored = read(buckets, bytes > MAX_READ_BYTES ? 1 : 0);
        for (Map.Entry<Bucket, TallyOfRows> entry : stored.entrySet()) {
            existing.accept(entry.getKey(), entry.getValue().tally());
        }
    }

    /** Writes the rows of the bucket, at the latest on {@link #flush}. */
    public void upsert(Bucket bucket, Tally tally) throws SQLException {
        tally.forEachRow(bucket.key(), bucket.granularity(), bucket.start(), this::upsert);
    }

    private void upsert(RollupRow row) throws SQLException {
        if (batchSize.isBefore(row)) {
            flush();
        }
        batch.add(row);
        batchSize.add(row);
        rows++;
        if (batchSize.isFull()) {
            flush();
        }
    }

    /** The number of rows that were given to {@link #upsert}. */
    public long rows() {
        return rows;
    }

    /** Writes what {@link #upsert} has not written yet. */
    public void flush() throws SQLException {
        UpsertRollup.execute(connection, batch);
        batch.clear();
        batchSize.clear();
    }

    private Map<Bucket, Long> bytes(List<Bucket> buckets) throws SQLException {
        Map<Bucket, Long> bytes = new HashMap<>();
        Sql.list(
                connection,
                SELECT_BYTES,
                row -> bytes.put(buckets.get(row.getInt(1)), row.getLong(2)),
                wanted(buckets));
        return bytes;
    }

    private Map<Bucket, TallyOfRows> read(List<Bucket> buckets, int fetchRows) throws SQLException {
        Map<Bucket, TallyOfRows> tallies = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT_BUCKETS)) {
            Object[] wanted = wanted(buckets);
            for (int i = 0; i < wanted.length; i++) {
                statement.setObject(i + 1, wanted[i]);
            }
            statement.unwrap(PGStatement.class).setPrepareThreshold(ALWAYS_BINARY);
            statement.setFetchSize(fetchRows);
            try (ResultSet stored = statement.executeQuery()) {
                while (stored.next()) {
                    Bucket bucket = buckets.get(stored.getInt(1));
                    tallies.computeIfAbsent(bucket, b -> new TallyOfRows(b.key().scope()))
                            .add(read(bucket, stored));
                }
            }
        }
        return tallies;
    }

    /** The parameters of statements that look for these buckets. */
    private Object[] wanted(List<Bucket> buckets) {
        return new Object[] {
            IntStream.range(0, buckets.size()).toArray(),
            texts(buckets, bucket -> bucket.key().scope().word()),
            texts(buckets, bucket -> bucket.key().scopeId()),
            texts(buckets, bucket -> bucket.granularity().word()),
            buckets.stream().mapToLong(Bucket::start).toArray(),
            accountId,
            texts(List.of(Dimension.values()), Dimension::word)
        };
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
