package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;

/**
 * A row of table {@code rollup}: the counts of one bucket by one dimension, in parallel arrays with an element a value.
 *
 * @param bucketStart epoch milliseconds
 * @param overflow whether the bucket had too many values, or too large ones: then all arrays are empty
 * @param hasUniques whether unique visitors are counted; if not, {@code uniques} and {@code uniquesEstimates} are empty
 * @param numbers by the ordinal of {@link Measure}
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
        long[][] numbers,
        byte[][] uniques,
        long[] uniquesEstimates) {

    /** The numbers of a measure. */
    public long[] numbers(Measure measure) {
        return numbers[measure.ordinal()];
    }
}
