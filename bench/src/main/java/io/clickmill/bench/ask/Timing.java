package io.clickmill.bench.ask;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long something took.
 *
 * @param p50 milliseconds; half of the times were not longer
 */
record Timing(double p50, double p99) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int WARM_UPS = 3;

    /** What is timed. */
    interface Action {
        void run() throws Exception;
    }

    /**
     * Times an action as often as given, or until the budget is spent. It is done up to three times before that, which
     * do not count.
     */
    static Timing measure(int runs, Duration budget, Action action) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i == 0 || i < WARM_UPS && !isOver(begin, budget.dividedBy(2)); i++) {
            action.run();
        }
        begin = System.nanoTime();
        List<Double> millis = new ArrayList<>();
        while (millis.isEmpty() || millis.size() < runs && !isOver(begin, budget)) {
            long start = System.nanoTime();
            action.run();
            millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        }
        return of(millis);
    }

    /** The percentiles of some times, to the microsecond. */
    static Timing of(List<Double> millis) {
        return new Timing(percentile(millis, 50), percentile(millis, 99));
    }

    private static boolean isOver(long begin, Duration budget) {
        return System.nanoTime() - begin >= budget.toNanos();
    }

    /** The smallest value that is not below the given percentage of all values. */
    private static double percentile(List<Double> values, int percent) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int rank = Math.max(1, (int) Math.ceil(sorted.length * percent / 100.0));
        return Math.round(sorted[rank - 1] * 1000) / 1000.0;
    }
}
