package io.clickmill.local.embedded;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Waits until the job has received the records that were in the topic of clicks before the start. Their senders may
 * have got the answer long ago that these records were accepted.
 */
final class CatchUp {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Callable<Long> received;
    private final Duration patience;
    private final Consumer<String> progress;

    /**
     * @param received returns how many records the job has received until now
     * @param progress gets a line whenever the number of missing records changes, and if the patience is over
     */
    CatchUp(Callable<Long> received, Duration patience, Consumer<String> progress) {
        this.received = received;
        this.patience = patience;
        this.progress = progress;
    }

    /** Returns when this many records are received, or when the patience is over: old answers are better than none. */
    void await(long records) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        long told = 0;
        for (long behind = records - received.call(); behind > 0; behind = records - received.call()) {
            if (System.nanoTime() > deadline) {
                tell("still %,d records behind after %d s: answers lack them until the job has caught up", behind);
                return;
            }
            if (behind != told) {
                tell("catching up: %,d records behind", behind);
                told = behind;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void tell(String format, long behind) {
        progress.accept(String.format(Locale.ROOT, format, behind, patience.toSeconds()));
    }
}
