package io.clickmill.bench;

import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.ingest.DensityReport;
import io.clickmill.bench.ingest.IngestRun;
import io.clickmill.bench.ingest.PeerName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench density}: how many rollup rows an event makes, depending on how many events there are in a second. */
@Command(
        name = "density",
        description = "Measure how many rollup rows an event makes, by the number of events in a second.",
        mixinStandardHelpOptions = true)
final class DensityCommand implements Callable<Integer> {
    private static final Duration AGE = Duration.ofMinutes(2);
    /** Two minutes of events, but not so few that a number of rows says nothing. */
    private static final double SECONDS = 120;

    private static final long LEAST_EVENTS = 20_000;

    @Mixin
    private WorkspaceOptions workspace;

    @Option(
            names = "--densities",
            paramLabel = "N",
            split = ",",
            defaultValue = "10,200,5000,20000",
            description = "Events in a second (default: ${DEFAULT-VALUE}).")
    private List<Double> densities;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "At most this many events of each density (default: 1000000, or 50000 with --quick).")
    private @Nullable Long events;

    @Option(
            names = "--hot",
            description = "Give 80 %% of the clicks to one campaign with thousands of cities and URLs.")
    private boolean hot;

    @Override
    public Integer call() throws Exception {
        long most = workspace.orDefault(events, 50_000L, 1_000_000L);
        return workspace.print((folder, progress) -> {
            Map<Long, Double> rows = new TreeMap<>();
            for (double density : densities) {
                long count = (long) Math.min(most, Math.max(LEAST_EVENTS, density * SECONDS));
                DataShape shape = new DataShape(
                        workspace.seed(), count, density, Instant.now().minus(AGE), hot);
                rows.put(
                        Math.round(density),
                        new IngestRun(shape, Set.of(PeerName.CLICKMILL), 1, null)
                                .measure(WorkspaceOptions.part(folder, "density-" + (long) density), progress)
                                .rollupRowsPerEvent());
            }
            return new DensityReport(hot, rows);
        });
    }
}
