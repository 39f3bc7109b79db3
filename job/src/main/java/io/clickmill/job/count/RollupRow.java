package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;

/**
 * A row of table {@code rollup}: the counts of one bucket by one dimension, in parallel arrays with an element a value.
 *
 * @param bucketStart epoch milliseconds
 * @param overflow whether there were too many values: then all arrays are empty
 * @param hasUniques whether {@code uniques} and {@code uniquesEstimates} mean anything; else they are empty
 * @param uniques sketches of visitors, as {@link io.clickmill.contract.UniqueSketch#toBytes} gives them
 */
@SuppressWarnings("ArrayRecordComponent") // built once and written once
public record RollupRow(
        RollupKey key,
        Dimension dimension,
        Granularity granularity,
        long bucketStart,
        boolean overflow,
        boolean hasUniques,
        String[] values,
        long[] clicks,
        long[] leads,
        long[] sales,
        long[] saleAmountsCents,
        byte[][] uniques,
        long[] uniquesEstimates) {

    /** A row with room for {@code size} values, to be filled. */
    static RollupRow ofSize(
            int size,
            RollupKey key,
            Dimension dimension,
            Granularity granularity,
            long bucketStart,
            boolean overflow,
            boolean hasUniques) {
        int uniquesSize = hasUniques ? size : 0;
        return new RollupRow(
                key,
                dimension,
                granularity,
                bucketStart,
                overflow,
                hasUniques,
                new String[size],
                new long[size],
                new long[size],
                new long[size],
                new long[size],
                new byte[uniquesSize][],
                new long[uniquesSize]);
    }
}
