package io.clickmill.api.query;

import io.clickmill.api.query.BusyException.Owner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits for expensive questions, so many for each account and so many for all: the rest of the connections to the
 * database is left to cheap questions, keys and probes. Nobody waits for a permit.
 */
public final class ExpensiveQuestions {
    private final int ofAccount;
    private final int ofAll;
    private final Semaphore free;
    /** Only of accounts that have some, so that there are never more than permits. */
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    private final Map<Owner, AtomicLong> refused =
            Map.of(Owner.ACCOUNT, new AtomicLong(), Owner.SERVER, new AtomicLong());

    /**
     * So many at a time.
     *
     * @param ofAccount for one account, at least 1
     * @param ofAll for all together, at least 1
     */
    public ExpensiveQuestions(int ofAccount, int ofAll) {
        this.ofAccount = ofAccount;
        this.ofAll = ofAll;
        this.free = new Semaphore(ofAll);
    }

    /** As many as are asked. */
    public static ExpensiveQuestions unlimited() {
        return new ExpensiveQuestions(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** The right to work on one expensive question until it is closed. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins an expensive question.
     *
     * @throws BusyException if the account has as many as it may, or there are as many in all
     */
    public Permit begin(String accountId) {
        if (!beginOfAccount(accountId)) {
            throw refuse(Owner.ACCOUNT, ofAccount + " expensive questions of the account are being answered");
        }
        if (!free.tryAcquire()) {
            end(accountId);
            throw refuse(Owner.SERVER, ofAll + " expensive questions are being answered");
        }
        return () -> {
            free.release();
            end(accountId);
        };
    }

    /** How many are being answered now. */
    public int running() {
        return ofAll - free.availablePermits();
    }

    /** How many have been refused since the start. */
    public long refused(Owner owner) {
        return refused.getOrDefault(owner, new AtomicLong()).get();
    }

    /** Accounts that are known here. */
    int accounts() {
        return running.size();
    }

    private boolean beginOfAccount(String accountId) {
        AtomicBoolean begun = new AtomicBoolean();
        running.compute(accountId, (id, known) -> {
            int count = known == null ? 0 : known;
            begun.set(count < ofAccount);
            return begun.get() ? count + 1 : count;
        });
        return begun.get();
    }

    private BusyException refuse(Owner owner, String text) {
        refused.getOrDefault(owner, new AtomicLong()).incrementAndGet();
        return new BusyException(owner, text);
    }

    private void end(String accountId) {
        running.computeIfPresent(accountId, (id, count) -> count == 1 ? null : count - 1);
    }
}
