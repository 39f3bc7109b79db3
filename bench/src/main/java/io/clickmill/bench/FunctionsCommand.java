package io.clickmill.bench;

import io.clickmill.bench.functions.FunctionsRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench functions}: how long the hottest functions of the job take. */
@Command(
        name = "functions",
        description = "Measure the hottest functions of the job one by one, with JMH.",
        mixinStandardHelpOptions = true)
final class FunctionsCommand implements Callable<Integer> {
    @Mixin
    private WorkspaceOptions workspace;

    @Override
    public Integer call() throws Exception {
        FunctionsRun run = new FunctionsRun(workspace.orDefault(null, 1, 3), workspace.orDefault(null, 3, 5));
        return workspace.print((folder, progress) -> run.measure(folder.logs().resolve("jmh"), progress));
    }
}
