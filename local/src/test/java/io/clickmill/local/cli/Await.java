package io.clickmill.local.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Looks again and again. */
final class Await {
    private static final long PAUSE_MILLIS = 50;

    private Await() {}

    /** The first value that holds, or the last one seen when the time is over: the test then says what is wrong with it. */
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
