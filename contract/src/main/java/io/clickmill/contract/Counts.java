package io.clickmill.contract;

import org.jspecify.annotations.Nullable;

/**
 * The counts of some events: a number for each {@link Measure}, and their unique visitors where these are counted.
 * Counts of parts {@linkplain #merge merge} into the counts of the whole. Mutable, for one thread.
 */
public final class Counts {
    /** The numbers and the objects around them. */
    private static final int NUMBERS_BYTES = 40 + Long.BYTES * Measure.COUNT;

    private final long[] numbers = new long[Measure.COUNT];
    private final @Nullable UniqueSketch visitors;

    /** The counts of no events. */
    public Counts(boolean withVisitors) {
        this.visitors = withVisitors ? new UniqueSketch() : null;
    }

    /** The number of a measure. */
    public long get(Measure measure) {
        return numbers[measure.ordinal()];
    }

    /** The unique visitors, to which more may be added; null if they are not counted. */
    public @Nullable UniqueSketch visitors() {
        return visitors;
    }

    /** Adds to the number of a measure. */
    public void add(Measure measure, long more) {
        numbers[measure.ordinal()] += more;
    }

    /** Adds to the number of each measure, by ordinal. */
    public void add(long[] amounts) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] += amounts[i];
        }
    }

    /** Adds other counts, which stay as they are. */
    public void merge(Counts other) {
        add(other.numbers);
        if (visitors != null && other.visitors != null) {
            visitors.union(other.visitors);
        }
    }

    /** Memory of these counts in bytes. */
    public int memoryBytes() {
        return NUMBERS_BYTES + (visitors == null ? 0 : visitors.memoryBytes());
    }

    /** A copy of the numbers of all measures, by ordinal. */
    public long[] numbers() {
        return numbers.clone();
    }
}
