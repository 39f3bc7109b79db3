package io.clickmill.local.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Polls a value until a condition holds. */
final class Await {
    private static final long PAUSE_MILLIS = 50;

    private Await() {}

    /**
     * Returns the first value that meets the condition, or the last one when the time is over, for the test to assert
     * on.
     */
    static <T> T until(Duration patience, Callable<T> look, Predicate<T> holds) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        T seen = look.call();
        while (!holds.test(seen) && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE_MILLIS);
            seen = look.call();
        }
        return seen;
    }
}
