package io.clickmill.api.query;

import io.clickmill.contract.LogNotice;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which accounts have new events. What is told of an account becomes one change for each {@link #PERIOD}, at the end of
 * which all that was told before can be read. Accounts that share a place are told of each other's changes.
 */
public final class LogChanges {
    /** The shortest time between two changes of an account. */
    public static final Duration PERIOD = Duration.ofMillis(500);

    private static final int PLACES = 4096;

    /** How often something was told. */
    private final AtomicLongArray told = new AtomicLongArray(PLACES);

    /** What was told when the last change was published. */
    private final AtomicLongArray published = new AtomicLongArray(PLACES);

    /** When the last change was published, in nanoseconds. Only the publisher reads and writes it. */
    private final long[] publishedAt = new long[PLACES];

    private volatile boolean isConnected;

    /** Changes of which none is published until {@link #publish} is called. */
    public LogChanges(long nowNanos) {
        Arrays.fill(publishedAt, nowNanos - PERIOD.toNanos());
    }

    /**
     * New events have been committed.
     *
     * @param accountNumbers the accounts' {@link LogNotice#accountNumber}; empty for all accounts
     */
    public void tell(Set<Integer> accountNumbers) {
        if (accountNumbers.isEmpty()) {
            for (int place = 0; place < PLACES; place++) {
                told.incrementAndGet(place);
            }
        }
        accountNumbers.forEach(number -> told.incrementAndGet(place(number)));
    }

    /** Changes are told from now on. What was changed before is not known, so all accounts may have. */
    public void connected() {
        tell(Set.of());
        isConnected = true;
    }

    /** Nothing is told any more. */
    public void disconnected() {
        isConnected = false;
    }

    /** Whether changes are told. */
    public boolean isConnected() {
        return isConnected;
    }

    /**
     * A number that changes with each change of the account. An answer that is made after it has changed has all events
     * that were told before.
     */
    public long change(String accountId) {
        return published.get(place(LogNotice.accountNumber(accountId)));
    }

    /** Publishes what was told. To be called often, by one thread. */
    public void publish(long nowNanos) {
        for (int place = 0; place < PLACES; place++) {
            long now = told.get(place);
            if (now != published.get(place) && nowNanos - publishedAt[place] >= PERIOD.toNanos()) {
                publishedAt[place] = nowNanos;
                published.set(place, now);
            }
        }
    }

    private static int place(int accountNumber) {
        return Math.floorMod(accountNumber, PLACES);
    }
}
