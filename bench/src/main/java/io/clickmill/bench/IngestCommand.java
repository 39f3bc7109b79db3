package io.clickmill.bench;

import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.ingest.IngestRun;
import io.clickmill.bench.ingest.PeerName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench ingest}: how many events per second get from Kafka into PostgreSQL. */
@Command(
        name = "ingest",
        description = "Measure how many events per second get from Kafka into PostgreSQL.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
    /**
     * The last record arrived this long before the measurement. So all windows of the data end soon after the drain,
     * when the partitions are quiet.
     */
    private static final Duration AGE = Duration.ofMinutes(2);

    @Spec
    private CommandSpec spec;

    @Mixin
    private WorkspaceOptions workspace;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Number of events (default: 1000000, or 100000 with --quick).")
    private @Nullable Long events;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Measure only these: ${COMPLETION-CANDIDATES} (default: all).")
    private @Nullable Set<PeerName> only;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often each one runs; the result is the median (default: 3, or 1 with --quick).")
    private @Nullable Integer runs;

    @Option(
            names = "--density",
            paramLabel = "N",
            defaultValue = "5000",
            description = "Events that arrived in a second (default: ${DEFAULT-VALUE}).")
    private double density;

    @Option(
            names = "--hot",
            description = "Give 80 %% of the clicks to one campaign with thousands of cities and URLs.")
    private boolean hot;

    @Option(
            names = "--jfr",
            paramLabel = "FILE",
            description = "Write a profile of clickmill's last run, for JDK Mission Control or jfr.")
    private @Nullable Path profile;

    @Override
    public Integer call() throws Exception {
        long count = workspace.orDefault(events, 100_000L, 1_000_000L);
        int times = workspace.orDefault(runs, 1, 3);
        require(count >= 1, "--events: " + count + " (expected: at least 1)");
        require(times >= 1, "--runs: " + times + " (expected: at least 1)");
        require(density > 0 && density <= 1e6, "--density: " + density + " (expected: above 0, at most 1000000)");
        DataShape shape =
                new DataShape(workspace.seed(), count, density, Instant.now().minus(AGE), hot);
        Set<PeerName> peers = only == null ? EnumSet.allOf(PeerName.class) : only;
        return workspace.print(new IngestRun(shape, peers, times, profile)::measure);
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
