package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import io.clickmill.job.fold.SealDays;
import io.clickmill.job.fold.SealDays.SealedDays;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
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
        DataSource writer = systemOptions.system().database(Schema.WRITER_ROLE);
        FoldedRows folded = new FoldLateRows(writer, Clock.systemUTC()).foldOnce();
        System.out.println("folded " + folded.events() + " late events into " + folded.rollupRows() + " rollup rows in "
                + folded.transactions() + " transactions");
        SealedDays sealed = new SealDays(writer).sealOnce(Duration.ofDays(1));
        System.out.println("sealed " + sealed.days() + " days with " + sealed.events() + " events");
        return ExitCode.OK;
    }
}
