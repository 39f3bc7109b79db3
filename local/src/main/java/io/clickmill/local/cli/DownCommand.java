package io.clickmill.local.cli;

import io.clickmill.local.embedded.LeftoverPostgres;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.FolderLock;
import io.clickmill.local.run.Processes;
import io.clickmill.local.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code down}: stops the system of a data folder. */
@Command(name = "down", description = "Stop the system that runs on a data folder.")
final class DownCommand extends Subcommand {
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    @Mixin
    private FolderOption folderOption;

    @Override
    public Integer call() throws Exception {
        DataFolder folder = folderOption.folder();
        // Ask the lock's holder, not the run file: the lock exists from the beginning of a start to the end of a stop.
        Optional<RunningProcess> holder = FolderLock.holder(folder);
        Optional<ProcessHandle> found = holder.flatMap(RunningProcess::find);
        if (found.isEmpty()) {
            System.out.println(stopLeftover(folder)
                    .map(pid -> "stopped PostgreSQL pid " + pid + ", which a crash had left behind")
                    .orElse("nothing runs on " + folder.path()));
            return ExitCode.OK;
        }
        ProcessHandle process = found.get();
        if (!process.destroy()) {
            throw new CommandFailure("pid " + process.pid() + " cannot be stopped by this user");
        }
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (Processes.isRunning(process)) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailure("pid " + process.pid() + " has not stopped within " + WAIT.toSeconds()
                        + " s; see " + folder.logFile() + ", and `kill -9 " + process.pid() + "` as the last resort");
            }
            Thread.sleep(POLL.toMillis());
        }
        System.out.println("stopped pid " + process.pid());
        return ExitCode.OK;
    }

    /**
     * Stops PostgreSQL if it still runs. It is a separate process, which survives when the system's process is killed.
     */
    private static Optional<Long> stopLeftover(DataFolder folder) throws IOException {
        if (!Files.exists(folder.postgres().resolve("postmaster.pid"))) {
            return Optional.empty();
        }
        try (FolderLock lock = FolderLock.take(folder)) {
            OptionalLong stopped = LeftoverPostgres.stop(folder.postgres());
            return stopped.isPresent() ? Optional.of(stopped.getAsLong()) : Optional.empty();
        }
    }
}
