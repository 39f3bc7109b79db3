package io.clickmill.api.query;

import io.clickmill.api.query.BusyException.Owner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits for expensive questions. Their number is limited for each account and for all accounts together, so that
 * other connections to the database are left for cheap questions, keys and probes. Nobody waits for a permit.
 */
public final class ExpensiveQuestions {
    private final int ofAccount;
    private final int ofAll;
    private final Semaphore free;
    /** The number of permits in use, by account. Accounts without any are removed, so the map stays small. */
    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    private final Map<Owner, AtomicLong> refused =
            Map.of(Owner.ACCOUNT, new AtomicLong(), Owner.SERVER, new AtomicLong());

    /**
     * Limits the questions that are answered at the same time.
     *
     * @param ofAccount the maximum for one account, at least 1
     * @param ofAll the maximum for all accounts together, at least 1
     */
    public ExpensiveQuestions(int ofAccount, int ofAll) {
        this.ofAccount = ofAccount;
        this.ofAll = ofAll;
        this.free = new Semaphore(ofAll);
    }

    /** Every question gets a permit. */
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
     * @throws BusyException if the account has reached its maximum, or all accounts together have reached theirs
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
