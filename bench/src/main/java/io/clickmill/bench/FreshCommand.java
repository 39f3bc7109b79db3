package io.clickmill.bench;

import io.clickmill.bench.fresh.FreshReport;
import io.clickmill.bench.fresh.FreshRun;
import io.clickmill.local.run.DataFolder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench fresh}: how soon a click is counted. */
@Command(
        name = "fresh",
        description = "Measure how soon a click is counted while others arrive.",
        mixinStandardHelpOptions = true)
final class FreshCommand implements Callable<Integer> {
    /** The windows have counted their first minute within 100 seconds, and Java compiles them only then. */
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(150);

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    @Mixin
    private WorkspaceOptions workspace;

    @Option(
            names = "--rates",
            paramLabel = "N",
            split = ",",
            description = "How many events arrive in a second (default: 2000,5000, or 2000 with --quick).")
    private @Nullable List<Double> rates;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each rate is measured (default: 60, or 20 with --quick).")
    private @Nullable Long seconds;

    @Override
    public Integer call() throws Exception {
        Duration length = Duration.ofSeconds(workspace.orDefault(seconds, 20L, 60L));
        List<Double> asked = workspace.orDefault(rates, List.of(2_000.0), List.of(2_000.0, 5_000.0));
        return workspace.print((folder, progress) -> {
            List<FreshReport.Rate> measured = new ArrayList<>();
            for (double rate : asked) {
                DataFolder part = WorkspaceOptions.part(folder, "rate-" + (long) rate);
                Duration warmUp = measured.isEmpty() ? workspace.orDefault(null, WARM_UP, FIRST_WARM_UP) : WARM_UP;
                measured.add(new FreshRun(rate, warmUp, length, workspace.seed(), Clock.systemUTC())
                        .measure(part, progress));
            }
            return new FreshReport(measured);
        });
    }
}
