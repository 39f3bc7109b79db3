package io.clickmill.bench.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.clickmill.bench.Report;
import io.clickmill.bench.data.DataShape;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was measured.
 *
 * @param eventsPerS the median of all runs of a program
 * @param runs the events per second of each run, in the order of the runs
 * @param ratioToFloor the product's events per second divided by those of the floor; null if one of them did not run
 * @param ratioToFlinkSql the same for Flink SQL
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IngestReport(
        String benchmark,
        long events,
        long seed,
        double density,
        boolean hot,
        Map<PeerName, Long> eventsPerS,
        Map<PeerName, List<Long>> runs,
        @Nullable Double ratioToFloor,
        @Nullable Double ratioToFlinkSql,
        @JsonUnwrapped @Nullable Footprint footprint)
        implements Report {
    static IngestReport of(DataShape shape, Map<PeerName, List<Double>> runs, @Nullable Footprint footprint) {
        Map<PeerName, Long> medians = new EnumMap<>(PeerName.class);
        Map<PeerName, List<Long>> rounded = new EnumMap<>(PeerName.class);
        runs.forEach((peer, rates) -> {
            medians.put(peer, Math.round(median(rates)));
            rounded.put(peer, rates.stream().map(Math::round).toList());
        });
        return new IngestReport(
                "ingest",
                shape.events(),
                shape.seed(),
                shape.perSecond(),
                shape.hot(),
                medians,
                rounded,
                ratio(runs, PeerName.FLOOR),
                ratio(runs, PeerName.FLINK_SQL),
                footprint);
    }

    private static @Nullable Double ratio(Map<PeerName, List<Double>> runs, PeerName other) {
        List<Double> product = runs.get(PeerName.CLICKMILL);
        List<Double> compared = runs.get(other);
        return product == null || compared == null
                ? null
                : Math.round(median(product) / median(compared) * 1000) / 1000.0;
    }

    /** The middle value; of an even number of values the mean of the two in the middle. */
    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int upper = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[upper]
                : Arrays.stream(sorted, upper - 1, upper + 1).average().orElseThrow();
    }

    /** The rollup rows of the product, which must have run. */
    public double rollupRowsPerEvent() {
        return Objects.requireNonNull(footprint).rollupRowsPerEvent();
    }

    @Override
    public String text() {
        StringBuilder lines = new StringBuilder();
        eventsPerS.forEach((peer, rate) -> lines.append(
                String.format(Locale.ROOT, "%-10s %,9d events/s   runs %s%n", peer, rate, runs.get(peer))));
        if (ratioToFloor != null) {
            lines.append(String.format(Locale.ROOT, "clickmill is %.3f of the floor%n", ratioToFloor));
        }
        if (ratioToFlinkSql != null) {
            lines.append(String.format(Locale.ROOT, "clickmill is %.2f times as fast as Flink SQL%n", ratioToFlinkSql));
        }
        if (footprint != null) {
            lines.append(footprint.text());
        }
        return lines.toString();
    }
}
