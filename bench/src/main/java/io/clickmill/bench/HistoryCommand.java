package io.clickmill.bench;

import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.history.HistoryRun;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench history}: the import of an access log, the fold of its events, and the rebuild of its day. */
@Command(
        name = "history",
        description = "Measure the import of an access log, the fold of its events, and the rebuild of its days.",
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    private static final double PER_SECOND = 100;

    @Mixin
    private WorkspaceOptions workspace;

    @Option(
            names = "--lines",
            paramLabel = "N",
            description = "Number of lines of the log (default: 500000, or 50000 with --quick).")
    private @Nullable Long lines;

    @Override
    public Integer call() throws Exception {
        Clock clock = Clock.systemUTC();
        Instant yesterday = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.HOURS);
        DataShape shape = new DataShape(
                workspace.seed(), workspace.orDefault(lines, 50_000L, 500_000L), PER_SECOND, yesterday, false);
        return workspace.print(new HistoryRun(shape, clock)::measure);
    }
}
