package io.clickmill.bench.ingest;

import io.clickmill.bench.Report;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured.
 *
 * @param rollupRowsPerEvent by the number of events in a second
 */
public record DensityReport(String benchmark, boolean hot, Map<Long, Double> rollupRowsPerEvent) implements Report {
    public DensityReport(boolean hot, Map<Long, Double> rollupRowsPerEvent) {
        this("density", hot, rollupRowsPerEvent);
    }

    @Override
    public String text() {
        return rollupRowsPerEvent.entrySet().stream()
                .map(rows -> String.format(
                        Locale.ROOT, "%,7d events/s  %.3f rollup rows an event%n", rows.getKey(), rows.getValue()))
                .collect(Collectors.joining());
    }
}
