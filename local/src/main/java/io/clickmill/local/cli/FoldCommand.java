package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code fold}: late rows into the rollups; a local system does it by itself. */
@Command(
        name = "fold",
        description = {
            "Add the late rows of complete days to the rollups, as the job's role.",
            "A local system does so by itself every few seconds; on a cluster run it now and then, beside the stream."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class FoldCommand implements Callable<Integer> {
    @Mixin
    private SystemOptions systemOptions;

    @Override
    public Integer call() throws Exception {
        FoldedRows folded =
                new FoldLateRows(systemOptions.system().database(Schema.WRITER_ROLE), Clock.systemUTC()).foldOnce();
        System.out.println("folded " + folded.events() + " late events into " + folded.rollupRows() + " rollup rows in "
                + folded.transactions() + " transactions");
        return ExitCode.OK;
    }
}
