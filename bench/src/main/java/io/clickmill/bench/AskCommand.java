package io.clickmill.bench;

import io.clickmill.bench.ask.AskRun;
import io.clickmill.bench.ask.AskShape;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench ask}: how fast questions are answered. */
@Command(
        name = "ask",
        description = "Measure how fast questions are answered, beside plain SQL and DuckDB.",
        mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    /** With fewer, days would be without clicks. */
    private static final long LEAST_CLICKS = 10_000;

    @Mixin
    private WorkspaceOptions workspace;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--clicks",
            paramLabel = "N",
            description = "Number of clicks (default: 10000000, or 200000 with --quick).")
    private @Nullable Long clicks;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "30",
            description = "How many times each question is timed, unless it is slow (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the clicks in this folder, and use them again if it has them already. They take about"
                    + " 2 KB each, and longer to make than the questions take.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Exception {
        Clock clock = Clock.systemUTC();
        long count = workspace.orDefault(clicks, 200_000L, 10_000_000L);
        if (count < LEAST_CLICKS) {
            throw new ParameterException(
                    spec.commandLine(), "--clicks: " + count + " (expected: at least " + LEAST_CLICKS + ")");
        }
        if (runs < 1) {
            throw new ParameterException(spec.commandLine(), "--runs: " + runs + " (expected: at least 1)");
        }
        AskRun.Effort effort = new AskRun.Effort(
                runs,
                workspace.orDefault(null, Duration.ofSeconds(1), Duration.ofSeconds(10)),
                workspace.orDefault(null, Duration.ofSeconds(2), Duration.ofSeconds(10)));
        AskShape shape = new AskShape(count, workspace.seed(), LocalDate.now(clock));
        if (data == null) {
            return workspace.print(new AskRun(shape, effort, clock)::measure);
        }
        AskShape kept = AskShape.keptIn(data, shape);
        if (kept.clicks() != count || kept.seed() != workspace.seed()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--data: " + data + " has " + kept.clicks() + " clicks of seed " + kept.seed() + " (expected: "
                            + count + " of seed " + workspace.seed() + ")");
        }
        return workspace.printIn(data, new AskRun(kept, effort, clock)::measure);
    }
}
