package io.clickmill.api.query;

import io.clickmill.api.query.BusyException.Owner;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Limits how many questions of an account are answered at a time, whatever they cost. Some more wait for a turn. Each
 * question holds a connection to the database, if only until it is known to be too expensive. So an account that asks a
 * hundred questions at a time waits for itself, and others find a free connection.
 */
public final class AccountTurns {
    private final int atOnce;
    private final int waiting;
    private final Duration patience;

    /** The queues of the accounts that have a question. */
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /**
     * The questions of one account. {@code present} counts those that are answered and those that wait. It changes only
     * while the map locks the account's entry.
     */
    private static final class Queue {
        final Semaphore turns;
        final AtomicInteger present = new AtomicInteger();

        Queue(int atOnce) {
            turns = new Semaphore(atOnce, true);
        }
    }

    /**
     * Takes the limits of each account.
     *
     * @param atOnce questions that are answered at a time, at least 1
     * @param waiting questions that wait for them; each holds a thread
     * @param patience how long a question waits before it is refused
     */
    public AccountTurns(int atOnce, int waiting, Duration patience) {
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.patience = patience;
    }

    /**
     * Answers a question once it is its turn.
     *
     * @throws BusyException if too many questions of the account wait already, or this one has waited for too long
     */
    public <T> T answer(String accountId, Supplier<T> question) {
        Semaphore turns = enter(accountId);
        try {
            if (!turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw busy();
            }
            try {
                return question.get();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException(Owner.SERVER, "the server is stopping");
        } finally {
            leave(accountId);
        }
    }

    /** Questions of the account that are being answered or wait. */
    int present(String accountId) {
        Queue queue = queues.get(accountId);
        return queue == null ? 0 : queue.present.get();
    }

    private Semaphore enter(String accountId) {
        return queues.compute(accountId, (id, known) -> {
                    Queue queue = known == null ? new Queue(atOnce) : known;
                    if (queue.present.get() >= atOnce + waiting) {
                        throw busy();
                    }
                    queue.present.incrementAndGet();
                    return queue;
                })
                .turns;
    }

    private void leave(String accountId) {
        queues.computeIfPresent(accountId, (id, queue) -> queue.present.decrementAndGet() == 0 ? null : queue);
    }

    private BusyException busy() {
        return new BusyException(
                Owner.ACCOUNT,
                "too many questions of the account at a time (expected: at most " + atOnce + ", and " + waiting
                        + " that wait)");
    }
}
