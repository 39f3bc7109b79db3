package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.RebuiltDays;
import java.sql.SQLException;
import java.time.Clock;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rebuild}: counts marked days again from the log. A local system does this itself. */
@Command(
        name = "rebuild",
        description = {
            "Count the complete days that are marked in rollup_gap again, from the log, as the job's role.",
            "A local system does this itself every few seconds. If it is interrupted, the next run continues. Answers stay"
                    + " right in the meantime, because marked days are read from the log."
        })
final class RebuildCommand extends Subcommand {
    @Mixin
    private SystemOptions systemOptions;

    @Option(names = "--all", description = "Mark every complete day of every account first.")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        RebuildDays rebuild = new RebuildDays(systemOptions.system().database(Schema.WRITER_ROLE), Clock.systemUTC());
        if (all) {
            rebuild.markAll();
        }
        System.out.println(System.console() == null ? rebuild.rebuildMarked((done, days) -> {}) : withBar(rebuild));
        return ExitCode.OK;
    }

    private static RebuiltDays withBar(RebuildDays rebuild) throws SQLException {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("rebuilding")
                .setStyle(ProgressBarStyle.ASCII)
                .setUnit(" days", 1)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .build()) {
            return rebuild.rebuildMarked((done, days) -> {
                bar.maxHint(days);
                bar.stepTo(done);
            });
        }
    }
}
