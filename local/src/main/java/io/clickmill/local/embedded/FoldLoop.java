package io.clickmill.local.embedded;

import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.FoldedRows;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.job.fold.RebuiltDays;
import io.clickmill.job.fold.SealDays;
import io.clickmill.job.fold.SealDays.SealedDays;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds late rows every few seconds, so that imported history is soon in the rollups. It also rebuilds the days that a
 * restart from an older checkpoint has marked as gaps, because nobody would do it by hand, and seals complete days.
 */
final class FoldLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FoldLoop.class);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    /** The longest time for seals, while folds wait. */
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final FoldLateRows fold;
    private final RebuildDays rebuild;
    private final SealDays seal;
    /** The last complete day when nothing was left to be sealed. */
    private Optional<LocalDate> sealedUpTo = Optional.empty();

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "fold");
        thread.setDaemon(true);
        return thread;
    });

    FoldLoop(FoldLateRows fold, RebuildDays rebuild, SealDays seal) {
        this.fold = fold;
        this.rebuild = rebuild;
        this.seal = seal;
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
            seal(folded.events() > 0 || rebuilt.days() > 0);
        } catch (SQLException | RuntimeException | OutOfMemoryError e) {
            // All finished parts are committed, and the next run continues. An interruption by a stop is not a fault.
            // Anything that is not caught would end the schedule.
            if (!executor.isShutdown()) {
                LOG.warn("cannot fold late rows, or rebuild or seal days; retrying in {} s", PAUSE.toSeconds(), e);
            }
        }
    }

    /** Looks for days to be sealed if there may be some: to look takes longer the more days there are. */
    private void seal(boolean hasChanged) throws SQLException {
        Optional<LocalDate> lastComplete = seal.lastCompleteDay();
        if (hasChanged || !lastComplete.equals(sealedUpTo)) {
            // Set even if a day fails: it is tried again when something changes, and not every few seconds.
            sealedUpTo = lastComplete;
            SealedDays sealed = seal.sealOnce(AT_MOST);
            if (sealed.days() > 0) {
                LOG.info("sealed {} days with {} events", sealed.days(), sealed.events());
            }
            if (sealed.left() > 0) {
                sealedUpTo = Optional.empty();
            }
        }
    }

    /** Waits up to two seconds for a running fold or rebuild. The next start does what it has not committed. */
    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.info("the stop interrupts a fold or rebuild");
        }
    }
}
