package io.clickmill.job.count;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The memory of a tally's values. Whenever it would exceed its limit, the dimension with the most memory overflows: the
 * log then answers for it. So any limit gives right answers, and a low one slow ones.
 */
final class TallyMemory {
    private static final long MAX_BYTES = 256_000_000;

    /**
     * A task that reads the packed parts of a tally, merges them, packs the sum and writes its rows needs several times
     * the tally's memory. Flink keeps a buffer of the size of the largest packed tally for each of the three states of
     * the windows. With a sixth of the heap, 10,000 cities of 5,000 visitors ended a process with 1 GB.
     */
    private static final int SHARES_OF_HEAP = 8;

    private final long maxBytes;
    private final List<Groups> mayOverflow = new ArrayList<>();
    private long bytes;

    TallyMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The maximum memory of a tally in bytes, if so many tasks of this process have one at the same time. */
    static long limit(int tasks) {
        return Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / SHARES_OF_HEAP / tasks);
    }

    /** Adds a dimension that may overflow. */
    void add(Groups groups) {
        mayOverflow.add(groups);
    }

    /** Adds bytes to the memory of a dimension that has counted them already. */
    void grow(long more) {
        bytes += more;
        if (bytes > maxBytes) {
            overflow();
        }
    }

    private void overflow() {
        mayOverflow.stream()
                .max(Comparator.comparingLong(Groups::bytes))
                .filter(largest -> largest.bytes() > 0)
                .ifPresent(Groups::setOverflow);
    }
}
