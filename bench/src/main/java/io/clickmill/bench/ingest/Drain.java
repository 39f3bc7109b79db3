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
    private Moment mark;

    /** How many records were done at a time. */
    private record Moment(long nanos, long done) {}

    /**
     * Starts to measure.
     *
     * @param nanoTime the clock, in nanoseconds
     */
    Drain(String what, long total, Progress progress, LongSupplier nanoTime) {
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
    void at(long done) {
        if (isAtStart() && done >= total / 10 && done < total) {
            mark = new Moment(nanoTime.getAsLong(), done);
        }
        progress.at(what, done, total);
    }

    /** All records are done now: their number per second since a tenth was done. */
    double end() {
        double perSecond = (total - mark.done) * 1e9 / (nanoTime.getAsLong() - mark.nanos);
        progress.at(what, total, total);
        return perSecond;
    }
}
