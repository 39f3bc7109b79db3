package io.clickmill.local.embedded;

import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.RebuiltDays;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds late rows every few seconds, so that imported history is in the rollups soon after it came, and rebuilds the days
 * that a restart from an older checkpoint has marked, because nobody would do it by hand.
 */
final class FoldLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoldLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final FoldLateRows fold;
    private final RebuildDays rebuild;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fold");
        thread.setDaemon(true);
        return thread;
    });

    FoldLoop(FoldLateRows fold, RebuildDays rebuild) {
        this.fold = fold;
        this.rebuild = rebuild;
        var unused = executor.scheduleWithFixedDelay(
                this::runOnce, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void runOnce() {
        try {
            FoldedRows folded = fold.foldOnce();
            if (folded.events() > 0) {
                LOG.info("folded {}", folded);
            }
            RebuiltDays rebuilt = rebuild.rebuildMarked((done, days) -> {});
            if (rebuilt.days() > 0) {
                LOG.info("{}", rebuilt);
            }
        } catch (SQLException | RuntimeException e) {
            // What fails has done whole parts; the next run goes on. One that is cut off by a stop is no fault.
            if (!executor.isShutdown()) {
                LOG.warn(
                        "cannot fold late rows and rebuild marked days; it is tried again in {} s",
                        PAUSE.toSeconds(),
                        e);
            }
        }
    }

    /** Lets a fold or rebuild that runs end for two seconds; what it has not committed is done by the next start. */
    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("a fold or rebuild is cut off by the stop");
        }
    }
}
