package io.clickmill.local.cli;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.Settings;
import io.clickmill.local.demo.DemoFeed;
import io.clickmill.local.embedded.LocalSettings;
import io.clickmill.local.embedded.LocalSystem;
import io.clickmill.local.embedded.RunningJob;
import io.clickmill.local.embedded.StartedParts;
import io.clickmill.local.embedded.StopRequested;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.ExitCode;
import sun.misc.Signal;

/**
 * One run of the local system: it starts, watches the job, and stops at SIGINT or SIGTERM. Progress goes to standard
 * error. The line {@code ready <URL>} is the only one on standard output.
 */
final class UpRun {
    private static final Logger LOG = LoggerFactory.getLogger(UpRun.class);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final long WARN_BYTES = 1L << 30;
    private static final long REFUSE_BYTES = 200L << 20;

    private final LocalSettings settings;
    private final double demoRate;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Clock clock = Clock.systemUTC();
    private final PrintStream err = System.err;

    /** @param demoRate clicks a second, 0 for no demo */
    UpRun(LocalSettings settings, double demoRate) {
        this.settings = settings;
        this.demoRate = demoRate;
    }

    int run() throws Exception {
        DataFolder folder = settings.folder();
        Files.createDirectories(folder.logs());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> LOG.error("thread {} died", thread.getName(), e));
        checkDiskSpace();
        Files.deleteIfExists(folder.runFile());
        // A shutdown hook would be too late: the libraries' own hooks delete files that the system needs while it
        // stops.
        for (String signal : List.of("INT", "TERM")) {
            Signal.handle(new Signal(signal), received -> stop.countDown());
        }
        long begin = System.nanoTime();
        try {
            LocalSystem.Ready ready = LocalSystem.start(settings, this::tell, () -> stop.getCount() == 0);
            try (StartedParts parts = ready.parts()) {
                report(ready.job());
                ready.description().write(folder);
                if (demoRate > 0) {
                    parts.stopFirst(
                            "demo", DemoFeed.start(ready.kafka(), Topics.DEFAULTS.clicks(), "demo", demoRate, clock));
                }
                tell(String.format(Locale.ROOT, "ready %.1f s", (System.nanoTime() - begin) / 1e9));
                System.out.println("ready " + ready.description().apiUrl());
                System.out.flush();
                FirstSteps.lines(ready.description().apiUrl(), ready.signInUrl(), folder)
                        .forEach(err::println);
                watch(ready.job());
                tell("stopping");
            }
        } catch (StopRequested e) {
            tell("stopped before it was ready");
        } catch (CommandFailure | Settings.InvalidException e) {
            LOG.info("failed", e);
            throw e;
        } catch (Exception e) {
            LOG.info("failed", e);
            throw new CommandFailure(cause(e) + "; see " + folder.logFile(), e);
        } finally {
            Files.deleteIfExists(folder.runFile());
            Files.deleteIfExists(folder.jobFile());
            LogManager.shutdown();
        }
        return ExitCode.OK;
    }

    /** Returns when the user stops the system. Throws when the job has ended and does not restart. */
    private void watch(RunningJob job) throws InterruptedException {
        boolean restarting = false;
        while (!stop.await(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            if (job.hasEnded()) {
                throw new CommandFailure("the job has ended: " + job.failure().orElse("no cause is known") + "; see "
                        + settings.folder().logFile());
            }
            boolean running = job.isRunning();
            if (!running && !restarting) {
                Optional<String> failure = job.failure();
                tell("the job restarts: " + failure.orElse("no cause is known"));
            } else if (running && restarting) {
                tell("the job runs again");
            }
            restarting = !running;
            report(job);
        }
    }

    /** Writes the state of the job for other processes. */
    private void report(RunningJob job) throws InterruptedException {
        try {
            job.report(clock).write(settings.folder());
        } catch (IOException e) {
            LOG.warn("cannot write {}", settings.folder().jobFile(), e);
        }
    }

    private void checkDiskSpace() throws IOException {
        long usable = Files.getFileStore(settings.folder().path()).getUsableSpace();
        String free =
                (usable >> 20) + " MB free on the disk of " + settings.folder().path();
        if (usable < REFUSE_BYTES) {
            throw new CommandFailure("only " + free
                    + " (expected: at least 200 MB, better 1 GB); make room, or choose another folder with --data");
        }
        if (usable < WARN_BYTES) {
            tell("little space: only " + free + " (better: 1 GB)");
        }
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        String first = message.lines().findFirst().orElse(message);
        return root == e || e.getMessage() == null ? first : e.getMessage() + ": " + first;
    }

    private synchronized void tell(String line) {
        err.println(line);
        LOG.info(line);
    }
}
