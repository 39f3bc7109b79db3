package io.clickmill.job.count;

import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts parts that come key by key and in the order of time, as the windows of the stream do. A part is added to its
 * minute. A finished minute is given away if it has enough events for rows, and moves into its hour, the hour into its
 * day. So this class holds only one minute, one hour and one day of one key at a time.
 *
 * @param <E> what giving a bucket away may throw
 */
final class CountInOrder<E extends Exception> {
    /** Parts wait for each other up to this number of events: adding them together costs less. */
    private static final int MAX_WAITING = 1 << 12;

    private final Granularity smallest;
    private final DayCounts.Buckets<E> complete;
    private final Map<Granularity, OpenBucket> open = new EnumMap<>(Granularity.class);

    /** A bucket whose last part may not have come. It is counted only if it has enough events for rows. */
    private static final class OpenBucket {
        final Bucket bucket;
        private final List<Part> waiting = new ArrayList<>(2);
        private long waitingEvents;
        private long events;
        private @Nullable Tally tally;

        OpenBucket(Bucket bucket) {
            this.bucket = bucket;
        }

        void add(Part part) {
            events += part.events();
            waitingEvents += part.events();
            int last = waiting.size() - 1;
            if (last >= 0
                    && part instanceof EventsByKey.Listed next
                    && waiting.get(last) instanceof EventsByKey.Listed before
                    && before.isBefore(next)) {
                waiting.set(last, before.with(next));
            } else {
                waiting.add(part);
            }
            if (waitingEvents >= MAX_WAITING || part instanceof Counted) {
                count();
            }
        }

        /** The tally of all parts; null if they are too few for rows. */
        @Nullable
        Tally count() {
            if (events < Dimension.MIN_EVENTS) {
                return null;
            }
            if (tally == null) {
                tally = new Tally(bucket.key().scope());
            }
            for (Part part : waiting) {
                part.addTo(tally);
            }
            waiting.clear();
            waitingEvents = 0;
            return tally;
        }
    }

    /** A smaller bucket that has been counted. */
    private record Counted(Tally tally) implements Part {
        @Override
        public long events() {
            return tally.events();
        }

        @Override
        public void addTo(Tally sum) {
            sum.merge(tally);
        }
    }

    /** @param smallest the granularity of the smallest buckets that are counted */
    CountInOrder(Granularity smallest, DayCounts.Buckets<E> complete) {
        this.smallest = smallest;
        this.complete = complete;
    }

    /**
     * Counts a part. Those of a key must come in the order of time, and all of them before the parts of the next key.
     *
     * @param start the start of the part's bucket of the smallest granularity
     */
    void add(RollupKey key, long start, Part part) throws E {
        OpenBucket current = open.get(smallest);
        if (current == null
                || current.bucket.start() != start
                || !current.bucket.key().equals(key)) {
            current = begin(new Bucket(key, smallest, start));
        }
        current.add(part);
    }

    /** Closes the open buckets after the last part. */
    void finish() throws E {
        for (Granularity granularity : Granularity.values()) {
            close(granularity);
        }
    }

    private OpenBucket begin(Bucket bucket) throws E {
        close(bucket.granularity());
        OpenBucket begun = new OpenBucket(bucket);
        open.put(bucket.granularity(), begun);
        return begun;
    }

    private void close(Granularity granularity) throws E {
        @Nullable OpenBucket over = open.remove(granularity);
        if (over == null) {
            return;
        }
        @Nullable Tally tally = over.count();
        if (tally != null) {
            complete.accept(over.bucket, tally);
        }
        if (granularity == Granularity.DAY) {
            return;
        }
        Bucket around = over.bucket.around();
        OpenBucket larger = open.get(around.granularity());
        if (larger == null || !larger.bucket.equals(around)) {
            larger = begin(around);
        }
        if (tally != null) {
            larger.add(new Counted(tally));
        } else {
            over.waiting.forEach(larger::add);
        }
    }
}
