package io.clickmill.bench.viewers;

import io.clickmill.bench.Report;
import io.clickmill.bench.fresh.FreshReport;
import io.clickmill.bench.servers.CpuClock.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param eventsPerS how many events arrived in a second
 * @param viewers one entry for each number of viewers
 */
public record ViewersReport(String benchmark, long eventsPerS, List<Viewers> viewers) implements Report {
    public ViewersReport(long eventsPerS, List<Viewers> viewers) {
        this("viewers", eventsPerS, List.copyOf(viewers));
    }

    /**
     * What ran while somebody looked, or nobody.
     *
     * @param api processors that the API has kept busy
     * @param postgres the same for PostgreSQL; empty where it is not known
     * @param millis how long each answer took
     */
    record Load(double api, OptionalDouble postgres, double seconds, List<Long> millis) {
        static Load between(Reading before, Reading after, Duration length, List<Long> millis) {
            double nanos = length.toNanos();
            OptionalDouble postgres = before.postgres().isPresent()
                            && after.postgres().isPresent()
                    ? OptionalDouble.of(
                            (after.postgres().getAsLong() - before.postgres().getAsLong()) / nanos)
                    : OptionalDouble.empty();
            return new Load((after.api() - before.api()) / nanos, postgres, nanos / 1e9, millis);
        }
    }

    /**
     * Viewers of one account.
     *
     * @param apiCores processors that the API kept busy, without garbage collection and compiler
     * @param postgresCores processors that PostgreSQL kept busy in addition to its work for the job; null where that is
     *     not known
     * @param answersPerS answers to all viewers in a second
     * @param p50Ms half of the answers took this many milliseconds or fewer
     */
    public record Viewers(
            int count, double apiCores, @Nullable Double postgresCores, double answersPerS, long p50Ms, long p99Ms) {
        static Viewers of(int count, Load load, Load nobody) {
            return new Viewers(
                    count,
                    rounded(load.api),
                    load.postgres.isPresent() && nobody.postgres.isPresent()
                            ? rounded(load.postgres.getAsDouble() - nobody.postgres.getAsDouble())
                            : null,
                    rounded(load.millis.size() / load.seconds),
                    FreshReport.percentile(load.millis, 50),
                    FreshReport.percentile(load.millis, 99));
        }

        private static double rounded(double value) {
            return Math.round(value * 1000) / 1000.0;
        }
    }

    @Override
    public String text() {
        return viewers.stream()
                .map(each -> String.format(
                        Locale.ROOT,
                        "%,5d viewers  %.2f cores in the API, %s in PostgreSQL; %,.0f answers/s in %,d ms (p50), %,d ms"
                                + " (p99)%n",
                        each.count,
                        each.apiCores,
                        each.postgresCores == null ? "unknown" : String.format(Locale.ROOT, "%.2f", each.postgresCores),
                        each.answersPerS,
                        each.p50Ms,
                        each.p99Ms))
                .collect(Collectors.joining());
    }
}
