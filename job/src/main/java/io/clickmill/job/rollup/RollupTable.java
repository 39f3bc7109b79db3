package io.clickmill.job.rollup;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Sql;
import io.clickmill.contract.words.Words;
import io.clickmill.job.count.Bucket;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.count.Tally;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads and writes an account's rows of table {@code rollup} within a transaction. */
public final class RollupTable {
    private static final int BATCH_ROWS = 1_000;
    /** A row has up to ten thousand values, with a sketch of up to some kilobytes each. */
    private static final int BATCH_VALUES = 100_000;
    /** Each bucket has some twenty rows with sketches. */
    private static final int BATCH_BUCKETS = 200;

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
            """.formatted(Measure.columns("rollup.%s"));

    private static final int FIRST_MEASURE = 7;

    private final Connection connection;
    private final String accountId;
    private final List<RollupRow> batch = new ArrayList<>();
    private int batchValues;

    public RollupTable(Connection connection, String accountId) {
        this.connection = connection;
        this.accountId = accountId;
    }

    /** Adds to each tally the counts of its bucket's rows, and returns the buckets that have rows. */
    public Set<Bucket> addExisting(Map<Bucket, Tally> tallies) throws SQLException {
        Set<Bucket> existing = new HashSet<>();
        List<Bucket> buckets = new ArrayList<>(tallies.keySet());
        for (int from = 0; from < buckets.size(); from += BATCH_BUCKETS) {
            List<Bucket> some = buckets.subList(from, Math.min(from + BATCH_BUCKETS, buckets.size()));
            Map<Bucket, List<RollupRow>> rows = select(some);
            rows.forEach((bucket, stored) -> {
                Tally sum = Tally.ofRows(bucket.key().scope(), stored);
                sum.merge(Objects.requireNonNull(tallies.get(bucket)));
                tallies.put(bucket, sum);
            });
            existing.addAll(rows.keySet());
        }
        return existing;
    }

    /** Writes the rows of the bucket, at the latest on {@link #flush}, and returns their number. */
    public int upsert(Bucket bucket, Tally tally) throws SQLException {
        int before = batch.size();
        tally.forEachRow(bucket.key(), bucket.granularity(), bucket.start(), row -> {
            batch.add(row);
            batchValues += row.values().length;
        });
        int rows = batch.size() - before;
        if (batch.size() >= BATCH_ROWS || batchValues >= BATCH_VALUES) {
            flush();
        }
        return rows;
    }

    /** Writes what {@link #upsert} has not written yet. */
    public void flush() throws SQLException {
        UpsertRollup.execute(connection, batch);
        batch.clear();
        batchValues = 0;
    }

    private Map<Bucket, List<RollupRow>> select(List<Bucket> buckets) throws SQLException {
        return Sql.list(
                        connection,
                        SELECT_BUCKETS,
                        row -> read(buckets.get(row.getInt(1)), row),
                        IntStream.range(0, buckets.size()).toArray(),
                        texts(buckets, bucket -> bucket.key().scope().word()),
                        texts(buckets, bucket -> bucket.key().scopeId()),
                        texts(buckets, bucket -> bucket.granularity().word()),
                        buckets.stream().mapToLong(Bucket::start).toArray(),
                        accountId,
                        texts(List.of(Dimension.values()), Dimension::word))
                .stream()
                .collect(Collectors.groupingBy(row -> new Bucket(row.key(), row.granularity(), row.bucketStart())));
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
