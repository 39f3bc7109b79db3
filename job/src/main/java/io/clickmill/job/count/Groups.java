package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.event.EventKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a dimension by value, or only the fact that there are too many values, or that they take too much
 * memory.
 */
final class Groups {
    /** An entry of the map with its text, but without the characters. */
    private static final int VALUE_BYTES = 88;

    /** Texts other than Latin ones take two bytes for each character. */
    private static final int CHARACTER_BYTES = 2;

    final boolean withUniques;

    private final TallyMemory memory;
    private Map<String, Counts> byValue = new HashMap<>();
    private boolean overflow;
    private long bytes;

    Groups(boolean withUniques, TallyMemory memory) {
        this.withUniques = withUniques;
        this.memory = memory;
    }

    Map<String, Counts> byValue() {
        return byValue;
    }

    boolean isOverflow() {
        return overflow;
    }

    /** Memory of the values and their counts in bytes, by an upper estimate. */
    long bytes() {
        return bytes;
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
        grow(VALUE_BYTES + CHARACTER_BYTES * value.length() + counts.memoryBytes());
        return overflow ? null : counts;
    }

    void add(String value, CountedEvent event) {
        Counts counts = counts(value);
        if (counts != null) {
            add(counts, event);
        }
    }

    /** Counts an event in counts of this dimension. */
    void add(Counts counts, CountedEvent event) {
        add(counts, event.event(), event.visitor(), event.saleAmount());
    }

    /** Counts an event of which only these are needed in counts of this dimension. */
    void add(Counts counts, EventKind event, long visitor, long saleAmount) {
        int before = counts.memoryBytes();
        CountedEvent.add(counts, event, visitor, saleAmount);
        grow(counts.memoryBytes() - before);
    }

    /** Adds the counts of another part of the bucket, which stay as they are. */
    void merge(Groups other) {
        if (other.overflow) {
            setOverflow();
            return;
        }
        for (Map.Entry<String, Counts> entry : other.byValue.entrySet()) {
            Counts counts = counts(entry.getKey());
            if (counts == null) {
                return;
            }
            int before = counts.memoryBytes();
            counts.merge(entry.getValue());
            grow(counts.memoryBytes() - before);
        }
    }

    /** Reports that counts of this dimension take this many bytes more than before. */
    void grow(int more) {
        if (more != 0 && !overflow) {
            bytes += more;
            memory.grow(more);
        }
    }

    void setOverflow() {
        overflow = true;
        byValue = Map.of();
        long freed = bytes;
        bytes = 0;
        memory.grow(-freed);
    }
}
