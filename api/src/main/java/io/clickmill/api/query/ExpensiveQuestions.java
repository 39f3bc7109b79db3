package io.clickmill.api.query;

import io.clickmill.api.query.BusyException.Owner;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits for expensive questions. The number of questions that have one or wait for one is limited for each account and
 * for all accounts together, so that other connections to the database are left for cheap questions, keys and probes.
 * The number that are answered at a time is limited too, so that processors are left for these. The others wait for
 * their turn, in the order in which they came, and not longer than a deadline.
 */
public final class ExpensiveQuestions {
    private final int ofAccount;
    private final int ofAll;
    private final int atOnce;
    private final Duration patience;
    private final Semaphore free;
    private final Semaphore turns;
    /** The questions that are present, by account. Accounts without any are removed, so the map stays small. */
    private final Map<String, Integer> present = new ConcurrentHashMap<>();

    private final Map<Owner, AtomicLong> refused =
            Map.of(Owner.ACCOUNT, new AtomicLong(), Owner.SERVER, new AtomicLong());

    /**
     * Limits the questions that are answered or wait at the same time.
     *
     * @param ofAccount the maximum for one account, at least 1
     * @param ofAll the maximum for all accounts together, at least 1
     * @param atOnce the number that are answered at a time, at least 1
     * @param patience how long a question waits for its turn before it is refused
     */
    public ExpensiveQuestions(int ofAccount, int ofAll, int atOnce, Duration patience) {
        this.ofAccount = ofAccount;
        this.ofAll = ofAll;
        this.atOnce = atOnce;
        this.patience = patience;
        this.free = new Semaphore(ofAll);
        this.turns = new Semaphore(atOnce, true);
    }

    /** Every question gets a permit. */
    public static ExpensiveQuestions unlimited() {
        return new ExpensiveQuestions(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO);
    }

    /** The right to work on one expensive question until it is closed. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins an expensive question once it is its turn.
     *
     * @throws BusyException if the account has reached its maximum, or all accounts together have reached theirs, or if
     *     the question has waited for too long
     */
    public Permit begin(String accountId) {
        if (!enterOfAccount(accountId)) {
            throw refuse(Owner.ACCOUNT, ofAccount + " expensive questions of the account are being answered");
        }
        if (!free.tryAcquire()) {
            leaveOfAccount(accountId);
            throw refuse(Owner.SERVER, ofAll + " expensive questions are being answered");
        }
        boolean isItsTurn = false;
        try {
            isItsTurn = turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException(Owner.SERVER, "the server is stopping");
        } finally {
            if (!isItsTurn) {
                leave(accountId);
            }
        }
        if (!isItsTurn) {
            throw refuse(
                    Owner.SERVER,
                    "other expensive questions are being answered (expected: a turn within " + patience.toSeconds()
                            + " s; " + atOnce + " at a time)");
        }
        return () -> {
            turns.release();
            leave(accountId);
        };
    }

    /** How many are being answered now. */
    public int running() {
        return atOnce - turns.availablePermits();
    }

    /** How many wait for their turn. */
    public int waiting() {
        return turns.getQueueLength();
    }

    /** How many have been refused since the start. */
    public long refused(Owner owner) {
        return refused.getOrDefault(owner, new AtomicLong()).get();
    }

    /** Accounts that are known here. */
    int accounts() {
        return present.size();
    }

    private boolean enterOfAccount(String accountId) {
        AtomicBoolean entered = new AtomicBoolean();
        present.compute(accountId, (id, known) -> {
            int count = known == null ? 0 : known;
            entered.set(count < ofAccount);
            return entered.get() ? count + 1 : count;
        });
        return entered.get();
    }

    private BusyException refuse(Owner owner, String text) {
        refused.getOrDefault(owner, new AtomicLong()).incrementAndGet();
        return new BusyException(owner, text);
    }

    private void leave(String accountId) {
        free.release();
        leaveOfAccount(accountId);
    }

    private void leaveOfAccount(String accountId) {
        present.computeIfPresent(accountId, (id, count) -> count == 1 ? null : count - 1);
    }
}
