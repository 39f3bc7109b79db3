package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of one scope and id in one bucket, by all of the scope's dimensions at once. Tallies of parts of a bucket
 * {@linkplain #merge merge} into the tally of the whole.
 *
 * <p>Most tallies of a fold or a rebuild stay small, and most of the work would go into maps that nobody reads. So a
 * tally lists its events as they are, up to a limit, and builds a map for each dimension only when rows are asked
 * for or the limit is reached. Mutable, for one thread.
 */
public final class Tally {
    private static final int MAX_LISTED = 1 << 12;

    /** A rebuild has the tallies of a minute, its hour and its day at the same time, and a row of one of them. */
    private static final long DEFAULT_MAX_BYTES = TallyMemory.limit(2);

    private final Scope scope;
    private final long maxBytes;
    long events;

    /** The events that are not in the groups yet, up to {@link #MAX_LISTED}. */
    private final List<CountedEvent> listed = new ArrayList<>(2);

    /** The groups of each dimension, in the order of {@link Dimension#of}; null until there are any. */
    private Groups @Nullable [] groups;

    /** An empty tally of a scope, for a task that has a few of them. */
    public Tally(Scope scope) {
        this(scope, DEFAULT_MAX_BYTES);
    }

    /**
     * An empty tally of a scope.
     *
     * @param maxBytes the maximum memory of its values, see {@link TallyMemory}
     */
    Tally(Scope scope, long maxBytes) {
        this.scope = scope;
        this.maxBytes = maxBytes;
    }

    /** Receives rows one after another, so that there is only one at a time. */
    public interface RowReceiver<E extends Exception> {
        void accept(RollupRow row) throws E;
    }

    /** The scope whose dimensions are counted. */
    public Scope scope() {
        return scope;
    }

    /** Number of events, leads and sales included. */
    public long events() {
        return events;
    }

    /** Counts an event. */
    public void add(CountedEvent event) {
        events++;
        listed.add(event);
        if (listed.size() == MAX_LISTED) {
            group();
        }
    }

    /** Adds the counts of another tally of the same scope, which stays as it is. */
    public void merge(Tally other) {
        other.listed.forEach(this::add);
        Groups[] theirs = other.groups;
        if (theirs == null) {
            return;
        }
        Groups[] mine = group();
        events += other.events - other.listed.size();
        for (int i = 0; i < mine.length; i++) {
            mine[i].merge(theirs[i]);
        }
    }

    /**
     * The rows of the bucket, one a dimension; none if it holds fewer events than the threshold.
     *
     * @param bucketStart epoch milliseconds
     */
    public <E extends Exception> void forEachRow(
            RollupKey key, Granularity granularity, long bucketStart, RowReceiver<E> row) throws E {
        if (events < Dimension.MIN_EVENTS) {
            return;
        }
        Groups[] all = group();
        List<Dimension> dimensions = Dimension.of(scope);
        for (int i = 0; i < all.length; i++) {
            row.accept(row(key, granularity, bucketStart, dimensions.get(i), all[i]));
        }
    }

    private static RollupRow row(
            RollupKey key, Granularity granularity, long bucketStart, Dimension dimension, Groups groups) {
        List<Map.Entry<String, Counts>> entries =
                new ArrayList<>(groups.byValue().entrySet());
        // Rows of the same counts are the same bytes, whatever the order of arrival.
        entries.sort(Map.Entry.comparingByKey(Comparator.naturalOrder()));
        int size = entries.size();
        String[] values = new String[size];
        long[][] numbers = new long[Measure.COUNT][size];
        byte[][] uniques = new byte[groups.withUniques ? size : 0][];
        long[] estimates = new long[uniques.length];
        for (int i = 0; i < size; i++) {
            Counts counts = entries.get(i).getValue();
            values[i] = entries.get(i).getKey();
            for (Measure measure : Measure.ALL) {
                numbers[measure.ordinal()][i] = counts.get(measure);
            }
            UniqueSketch visitors = counts.visitors();
            if (visitors != null) {
                uniques[i] = visitors.toBytes();
                estimates[i] = visitors.estimate();
            }
        }
        return new RollupRow(
                key,
                dimension,
                granularity,
                bucketStart,
                groups.isOverflow(),
                groups.withUniques,
                values,
                numbers,
                uniques,
                estimates);
    }

    /** A tally with the same counts that shares nothing mutable with this one. */
    Tally copy() {
        Tally copy = new Tally(scope, maxBytes);
        copy.merge(this);
        return copy;
    }

    /** Moves the listed events into the groups, and returns these. */
    Groups[] group() {
        if (groups == null) {
            groups = emptyGroups();
        }
        if (!listed.isEmpty()) {
            List<Dimension> dimensions = Dimension.of(scope);
            // This goes dimension by dimension, because the maps of all of them do not fit into the processor's cache.
            for (int i = 0; i < groups.length; i++) {
                int dimension = dimensions.get(i).ordinal();
                for (CountedEvent event : listed) {
                    groups[i].add(event.values()[dimension], event);
                }
            }
            listed.clear();
        }
        return groups;
    }

    /** Takes the place of a dimension that is read but not counted. */
    static Groups ignored(boolean withUniques) {
        Groups ignored = new Groups(withUniques, new TallyMemory(0));
        ignored.setOverflow();
        return ignored;
    }

    private Groups[] emptyGroups() {
        TallyMemory memory = new TallyMemory(maxBytes);
        return Dimension.of(scope).stream()
                .map(dimension -> {
                    Groups empty = new Groups(dimension.hasUniques(scope), memory);
                    // The total has one value, and says how many events the bucket has.
                    if (dimension != Dimension.TOTAL) {
                        memory.add(empty);
                    }
                    return empty;
                })
                .toArray(Groups[]::new);
    }
}
