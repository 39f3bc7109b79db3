package io.clickmill.local.embedded;

import io.clickmill.local.run.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that still runs after its parent was killed. It is found by the {@code postmaster.pid} in its
 * data folder and stopped. Another process that has got the same pid is left alone.
 */
public final class LeftoverPostgres {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverPostgres.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration FAST_WAIT = Duration.ofSeconds(10);
    private static final Duration IMMEDIATE_WAIT = Duration.ofSeconds(5);

    private LeftoverPostgres() {}

    /**
     * Stops the server of a data folder if one runs, so that a new one can start there. The caller holds the folder's
     * lock.
     *
     * @return the pid of the stopped process
     */
    public static OptionalLong stop(Path dataFolder) throws IOException {
        Optional<ProcessHandle> named = processNamedIn(dataFolder.resolve("postmaster.pid"));
        if (named.isEmpty()) {
            return OptionalLong.empty();
        }
        ProcessHandle process = named.get();
        if (!isServerOf(process, dataFolder)) {
            // Another program has the pid now. PostgreSQL would only see that the pid is in use, and would not start.
            LOG.info("postmaster.pid names pid {}, which is another program now: removed", process.pid());
            Files.delete(dataFolder.resolve("postmaster.pid"));
            return OptionalLong.empty();
        }
        LOG.info("stopping PostgreSQL pid {}, left behind on {}", process.pid(), dataFolder);
        // SIGINT closes connections and then the files properly. SIGTERM would wait for clients. SIGQUIT makes the next
        // start recover.
        if (!signalAndWait(process, "INT", FAST_WAIT) && !signalAndWait(process, "QUIT", IMMEDIATE_WAIT)) {
            throw new IOException("PostgreSQL pid " + process.pid() + " of " + dataFolder + " does not stop");
        }
        return OptionalLong.of(process.pid());
    }

    private static Optional<ProcessHandle> processNamedIn(Path pidFile) throws IOException {
        try {
            String firstLine = Files.readString(pidFile).lines().findFirst().orElse("");
            return ProcessHandle.of(Long.parseLong(firstLine.strip())).filter(Processes::isRunning);
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the process is a {@code postgres} with this folder in its command line. */
    static boolean isServerOf(ProcessHandle process, Path dataFolder) {
        ProcessHandle.Info info = process.info();
        boolean isPostgres = info.command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
        return isPostgres
                && info.arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(dataFolder.toString()))
                        .orElse(false);
    }

    private static boolean signalAndWait(ProcessHandle process, String signal, Duration wait) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            long deadline = System.nanoTime() + wait.toNanos();
            while (Processes.isRunning(process) && System.nanoTime() < deadline) {
                Thread.sleep(POLL.toMillis());
            }
            return !Processes.isRunning(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while stopping PostgreSQL pid " + process.pid(), e);
        }
    }
}
