package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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

    private final Scope scope;
    long events;

    /** The events that are not in the groups yet, up to {@link #MAX_LISTED}. */
    private final List<CountedEvent> listed = new ArrayList<>(2);

    /** The groups of each dimension, in the order of {@link Dimension#of}; null until there are any. */
    private Groups @Nullable [] groups;

    /** An empty tally of a scope. */
    public Tally(Scope scope) {
        this.scope = scope;
    }

    /** The tally of a bucket that has rows, from all of these. */
    public static Tally ofRows(Scope scope, Iterable<RollupRow> rows) {
        Tally tally = new Tally(scope);
        Groups[] all = tally.group();
        Set<Dimension> missing = EnumSet.copyOf(Dimension.of(scope));
        for (RollupRow row : rows) {
            missing.remove(row.dimension());
            Groups groups = all[Dimension.of(scope).indexOf(row.dimension())];
            if (row.overflow()) {
                groups.setOverflow();
            }
            for (int i = 0; i < row.values().length; i++) {
                Counts counts = Objects.requireNonNull(groups.counts(row.values()[i]));
                for (Measure measure : Measure.ALL) {
                    counts.add(measure, row.numbers(measure)[i]);
                }
                UniqueSketch visitors = counts.visitors();
                if (visitors != null) {
                    visitors.union(row.uniques()[i]);
                }
                if (row.dimension() == Dimension.TOTAL) {
                    tally.events +=
                            Measure.EVENTS.stream().mapToLong(counts::get).sum();
                }
            }
        }
        // A release that did not count the dimension has written the bucket: a row of later events alone would be
        // wrong.
        missing.forEach(dimension -> all[Dimension.of(scope).indexOf(dimension)].setOverflow());
        return tally;
    }

    /** The counts of a dimension by value, or only the fact that there are too many values. */
    static final class Groups {
        final boolean withUniques;
        Map<String, Counts> byValue = new HashMap<>();
        boolean overflow;

        Groups(boolean withUniques) {
            this.withUniques = withUniques;
        }

        /** The counts of the value, which are created if it has none. They are null if the dimension has overflowed. */
        @Nullable
        Counts counts(String value) {
            Counts counts = byValue.get(value);
            if (counts != null || overflow) {
                return counts;
            }
            if (byValue.size() == Dimension.MAX_VALUES) {
                setOverflow();
                return null;
            }
            counts = new Counts(withUniques);
            byValue.put(value, counts);
            return counts;
        }

        void add(String value, CountedEvent event) {
            Counts counts = counts(value);
            if (counts != null) {
                event.addTo(counts);
            }
        }

        void setOverflow() {
            overflow = true;
            byValue = Map.of();
        }
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
            merge(mine[i], theirs[i]);
        }
    }

    private static void merge(Groups mine, Groups theirs) {
        if (theirs.overflow) {
            mine.setOverflow();
            return;
        }
        theirs.byValue.forEach((value, counts) -> {
            Counts sum = mine.counts(value);
            if (sum != null) {
                sum.merge(counts);
            }
        });
    }

    /**
     * The rows of the bucket, one a dimension; none if it holds fewer events than the threshold.
     *
     * @param bucketStart epoch milliseconds
     */
    public void forEachRow(RollupKey key, Granularity granularity, long bucketStart, Consumer<RollupRow> row) {
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
        List<Map.Entry<String, Counts>> entries = new ArrayList<>(groups.byValue.entrySet());
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
                groups.overflow,
                groups.withUniques,
                values,
                numbers,
                uniques,
                estimates);
    }

    /** A tally with the same counts that shares nothing mutable with this one. */
    Tally copy() {
        Tally copy = new Tally(scope);
        copy.merge(this);
        return copy;
    }

    /** Moves the listed events into the groups, and returns these. */
    Groups[] group() {
        if (groups == null) {
            groups = emptyGroups(scope);
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

    private static Groups[] emptyGroups(Scope scope) {
        return Dimension.of(scope).stream()
                .map(dimension -> new Groups(dimension.hasUniques(scope)))
                .toArray(Groups[]::new);
    }
}
