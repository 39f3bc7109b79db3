package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import java.util.function.LongSupplier;

/**
 * Measures how fast records are processed: from the moment when a tenth of them is done, so that the start of programs
 * and connections does not count, to the moment when all are done.
 */
final class Drain {
    private final String what;
    private final long total;
    private final Progress progress;
    private final LongSupplier nanoTime;
    private final Mark onMark;
    private Moment mark;

    /** How many records were done at a time. */
    private record Moment(long nanos, long done) {}

    /** Is called when the measured part begins. */
    interface Mark {
        void reached() throws Exception;
    }

    /**
     * Starts to measure.
     *
     * @param nanoTime the clock, in nanoseconds
     */
    Drain(String what, long total, Progress progress, LongSupplier nanoTime) {
        this(what, total, progress, nanoTime, () -> {});
    }

    /** @param onMark called when a tenth is done, or never */
    Drain(String what, long total, Progress progress, LongSupplier nanoTime, Mark onMark) {
        this.onMark = onMark;
        this.what = what;
        this.total = total;
        this.progress = progress;
        this.nanoTime = nanoTime;
        this.mark = new Moment(nanoTime.getAsLong(), 0);
        progress.at(what, 0, total);
    }

    /** Whether a tenth is not done yet. */
    boolean isAtStart() {
        return mark.done == 0;
    }

    /** Is told how many records are done now. Before the end, less than all count as done. */
    void at(long done) throws Exception {
        if (isAtStart() && done >= total / 10 && done < total) {
            mark = new Moment(nanoTime.getAsLong(), done);
            onMark.reached();
        }
        progress.at(what, done, total);
    }

    /** How many records belong to the measured part. */
    long measured() {
        return total - mark.done;
    }

    /** All records are done now: their number per second since a tenth was done. */
    double end() {
        double perSecond = (total - mark.done) * 1e9 / (nanoTime.getAsLong() - mark.nanos);
        progress.at(what, total, total);
        return perSecond;
    }
}
