package io.clickmill.local.embedded;

import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds late rows every few seconds, so that imported history is in the rollups soon after it came. */
final class FoldLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoldLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final FoldLateRows fold;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fold");
        thread.setDaemon(true);
        return thread;
    });

    FoldLoop(FoldLateRows fold) {
        this.fold = fold;
        var unused = executor.scheduleWithFixedDelay(
                this::foldOnce, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void foldOnce() {
        try {
            FoldedRows folded = fold.foldOnce();
            if (folded.events() > 0) {
                LOG.info("folded {}", folded);
            }
        } catch (SQLException | RuntimeException e) {
            // A fold that fails has done whole parts; the next one goes on. One that is cut off by a stop is no fault.
            if (!executor.isShutdown()) {
                LOG.warn("cannot fold late rows; it is tried again in {} s", PAUSE.toSeconds(), e);
            }
        }
    }

    /** Lets a fold that runs end for two seconds; what it has not committed is done by the next start. */
    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("a fold is cut off by the stop");
        }
    }
}
