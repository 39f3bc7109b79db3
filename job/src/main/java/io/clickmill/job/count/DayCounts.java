package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of a day of an account, in one pass over them in the order of time.
 *
 * <p>Memory is bounded. The events are collected up to a limit. If they are all of the day, they are counted from there
 * key by key. Otherwise they are written to a temporary file, sorted by key, and so are the next ones. At the end the
 * file's runs are read together, key by key.
 *
 * @param <E> what giving a bucket away may throw
 */
public final class DayCounts<E extends Exception> implements AutoCloseable {
    private final String accountId;
    private final Granularity smallest;
    private final long maxBytes;
    private final Buckets<E> complete;
    private EventsByKey events;
    private @Nullable SortedRuns runs;

    /** Receives buckets that have enough events for rows, once they are complete. */
    public interface Buckets<E extends Exception> {
        void accept(Bucket bucket, Tally tally) throws E;
    }

    /**
     * Begins a day without events.
     *
     * @param smallest the granularity of the smallest buckets that are counted
     * @param maxBytes the memory that the collected events may take. The counts of one key come on top
     */
    public DayCounts(String accountId, Granularity smallest, long maxBytes, Buckets<E> complete) {
        this.accountId = accountId;
        this.smallest = smallest;
        this.maxBytes = maxBytes;
        this.complete = complete;
        this.events = new EventsByKey(accountId);
    }

    /** Counts an event; the parameters are those of {@link EventsByKey#add}. */
    public void add(long occurredAt, Function<Scope, String> scopeId, CountedEvent event) {
        events.add(occurredAt, scopeId, event);
        if (events.bytes() >= maxBytes) {
            spill();
        }
    }

    /** Gives all buckets away, key by key. */
    public void finish() throws E {
        CountInOrder<E> counts = new CountInOrder<>(smallest, complete);
        if (runs == null) {
            for (RollupKey key : events.keys()) {
                if (events.events(key) >= Dimension.MIN_EVENTS) {
                    events.forEachPart(key, smallest, (start, part) -> counts.add(key, start, part));
                }
            }
        } else {
            spill();
            runs.forEachPart(counts::add);
        }
        counts.finish();
    }

    private void spill() {
        try {
            if (runs == null) {
                runs = new SortedRuns(accountId);
            }
            runs.write(events, smallest);
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file cannot be written; it is in the folder java.io.tmpdir", e);
        }
        events = new EventsByKey(accountId);
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        if (runs != null) {
            runs.close();
        }
    }
}
