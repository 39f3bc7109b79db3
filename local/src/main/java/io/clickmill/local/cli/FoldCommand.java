package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code fold}: adds late rows to the rollups. A local system does this itself. */
@Command(
        name = "fold",
        description = {
            "Add the late rows of complete days to the rollups, as the job's role.",
            "A local system does this itself every few seconds. On a cluster, run it regularly while the job runs."
        })
final class FoldCommand extends Subcommand {
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
