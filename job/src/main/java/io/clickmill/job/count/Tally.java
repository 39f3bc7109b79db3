package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.contract.event.EventKind;
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
 * <p>Most buckets stay small, and most of the work would go into maps that nobody reads. So a tally keeps its events as
 * they are until there are {@link Dimension#MIN_EVENTS}, the number from which a bucket gets rows; only then it
 * builds a map for each dimension. Mutable, for one thread.
 */
public final class Tally {
    /**
     * The value of a dimension that was not counted when the event came. It makes the dimension overflow, so that the
     * bucket is answered from the log. No event has it: PostgreSQL cannot store it.
     */
    static final String UNKNOWN = "\0";

    private final Scope scope;
    long events;

    /** The events themselves while there are fewer than the threshold; null from then on. */
    @Nullable
    List<CountedEvent> few = new ArrayList<>(2);

    /** The groups of each dimension, in the order of {@link Dimension#of}; null while there are few events. */
    Groups @Nullable [] groups;

    /** An empty tally of a scope. */
    public Tally(Scope scope) {
        this.scope = scope;
    }

    /** The tally of a bucket that has rows, from all of these. */
    public static Tally ofRows(Scope scope, Iterable<RollupRow> rows) {
        Tally tally = new Tally(scope);
        tally.buildGroups();
        Groups[] all = Objects.requireNonNull(tally.groups);
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

        /** The counts of the value. They are created if it has none; null if the dimension has overflowed. */
        @Nullable
        Counts counts(String value) {
            Counts counts = byValue.get(value);
            if (counts != null || overflow) {
                return counts;
            }
            if (byValue.size() == Dimension.MAX_VALUES || value.equals(UNKNOWN)) {
                setOverflow();
                return null;
            }
            counts = new Counts(withUniques);
            byValue.put(value, counts);
            return counts;
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
        if (few == null) {
            addToGroups(event);
            return;
        }
        few.add(event);
        if (events >= Dimension.MIN_EVENTS) {
            buildGroups();
        }
    }

    /** Adds the counts of another tally of the same scope, which stays as it is. */
    public void merge(Tally other) {
        if (other.few != null) {
            other.few.forEach(this::add);
            return;
        }
        buildGroups();
        events += other.events;
        Groups[] mine = Objects.requireNonNull(groups);
        Groups[] theirs = Objects.requireNonNull(other.groups);
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
        if (groups == null) {
            return;
        }
        List<Dimension> dimensions = Dimension.of(scope);
        for (int i = 0; i < groups.length; i++) {
            row.accept(row(key, granularity, bucketStart, dimensions.get(i), groups[i]));
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

    private void addToGroups(CountedEvent event) {
        List<Dimension> dimensions = Dimension.of(scope);
        Groups[] all = Objects.requireNonNull(groups);
        long[] amounts = Measure.amounts(event.event(), event.saleAmount());
        for (int i = 0; i < all.length; i++) {
            Counts counts = all[i].counts(event.values()[dimensions.get(i).ordinal()]);
            if (counts != null) {
                counts.add(amounts);
                UniqueSketch visitors = counts.visitors();
                if (visitors != null && event.event() == EventKind.CLICK) {
                    visitors.add(event.visitor());
                }
            }
        }
    }

    void buildGroups() {
        if (groups != null) {
            return;
        }
        groups = emptyGroups(scope);
        for (CountedEvent event : Objects.requireNonNull(few)) {
            addToGroups(event);
        }
        few = null;
    }

    private static Groups[] emptyGroups(Scope scope) {
        return Dimension.of(scope).stream()
                .map(dimension -> new Groups(dimension.hasUniques(scope)))
                .toArray(Groups[]::new);
    }
}
