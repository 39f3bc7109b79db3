package io.clickmill.bench.fresh;

import io.clickmill.bench.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was measured.
 *
 * @param rates one entry for each rate
 */
public record FreshReport(String benchmark, List<Rate> rates) implements Report {
    public FreshReport(List<Rate> rates) {
        this("fresh", List.copyOf(rates));
    }

    /**
     * The waits at a rate.
     *
     * @param eventsPerS how many events arrived in a second
     * @param clicks how many waits were measured
     * @param p50Ms half of the clicks were counted after this many milliseconds or fewer
     */
    public record Rate(long eventsPerS, int clicks, long p50Ms, long p99Ms, long maxMs) {
        static Rate of(double eventsPerS, List<Long> waits) {
            return new Rate(
                    Math.round(eventsPerS),
                    waits.size(),
                    percentile(waits, 50),
                    percentile(waits, 99),
                    percentile(waits, 100));
        }
    }

    /** The smallest value that is not below the given percentage of all values; 0 without values. */
    public static long percentile(List<Long> values, int percent) {
        long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
        int rank = (int) Math.ceil(sorted.length * percent / 100.0);
        return sorted.length == 0
                ? 0
                : Arrays.stream(sorted).skip(Math.max(0, rank - 1)).findFirst().orElseThrow();
    }

    @Override
    public String text() {
        return rates.stream()
                .map(rate -> String.format(
                        Locale.ROOT,
                        "%,7d events/s  %,d ms (p50), %,d ms (p99), %,d ms (longest) of %,d clicks%n",
                        rate.eventsPerS,
                        rate.p50Ms,
                        rate.p99Ms,
                        rate.maxMs,
                        rate.clicks))
                .collect(Collectors.joining());
    }
}
