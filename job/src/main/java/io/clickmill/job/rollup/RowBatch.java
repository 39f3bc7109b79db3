package io.clickmill.job.rollup;

import io.clickmill.job.count.RollupRow;

/** The size of a batch of rows, in rows and in bytes: a row may have one value or 10,000 with sketches. */
final class RowBatch {
    private static final int MAX_ROWS = 1_000;
    private static final long MAX_BYTES = 16_000_000;

    /** The arrays of a value, roughly, in the row and in the driver. */
    private static final int VALUE_BYTES = 320;

    /** A sketch is in the row and in the driver. */
    private static final int COPIES = 2;

    private int rows;
    private long bytes;

    /** Whether the batch must be written first: a row that is a batch by itself does not wait with others. */
    boolean isBefore(RollupRow row) {
        return rows > 0 && bytes(row) >= MAX_BYTES;
    }

    void add(RollupRow row) {
        rows++;
        bytes += bytes(row);
    }

    boolean isFull() {
        return rows >= MAX_ROWS || bytes >= MAX_BYTES;
    }

    /** Begins the next batch. */
    void clear() {
        rows = 0;
        bytes = 0;
    }

    private static long bytes(RollupRow row) {
        long bytes = (long) VALUE_BYTES * row.values().length;
        for (String value : row.values()) {
            bytes += value.length();
        }
        for (byte[] sketch : row.uniques()) {
            bytes += (long) COPIES * sketch.length;
        }
        return bytes;
    }
}
