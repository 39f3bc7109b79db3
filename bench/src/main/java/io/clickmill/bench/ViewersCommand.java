package io.clickmill.bench;

import io.clickmill.bench.viewers.ViewersRun;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench viewers}: what people cost who look at the dashboard. */
@Command(
        name = "viewers",
        description = "Measure what people cost who look at the dashboard of one account while clicks arrive.",
        mixinStandardHelpOptions = true)
final class ViewersCommand implements Callable<Integer> {
    /** The windows have counted their first minute within 100 seconds, and Java compiles them only then. */
    private static final Duration WARM_UP = Duration.ofSeconds(120);

    @Mixin
    private WorkspaceOptions workspace;

    @Option(
            names = "--viewers",
            paramLabel = "N",
            split = ",",
            description = "How many people look (default: 1,10,100).")
    private @Nullable List<Integer> viewers;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many events arrive in a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each number of viewers is measured (default: 60, or 10 with --quick).")
    private @Nullable Long seconds;

    @Override
    public Integer call() throws Exception {
        Duration length = Duration.ofSeconds(workspace.orDefault(seconds, 10L, 60L));
        List<Integer> counts = viewers == null ? List.of(1, 10, 100) : viewers;
        Duration warmUp = workspace.orDefault(null, Duration.ofSeconds(5), WARM_UP);
        return workspace.print(
                (folder, progress) -> new ViewersRun(rate, counts, warmUp, length, workspace.seed(), Clock.systemUTC())
                        .measure(folder, progress));
    }
}
