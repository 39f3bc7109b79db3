package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.UniqueSketch;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventKind;

/**
 * What counting needs of a human event: its value of each dimension, its visitor and its measures.
 *
 * @param values by the ordinal of {@link Dimension}, each cut to the width of a rollup's value
 * @param visitor 64-bit hash of the visitor
 * @param saleAmount 0 unless the event is a sale
 */
@SuppressWarnings("ArrayRecordComponent") // shared read-only by the tallies of up to four scopes
public record CountedEvent(String[] values, EventKind event, long visitor, long saleAmount) {
    private static final int DIMENSIONS = Dimension.values().length;
    private static final String[] NO_VALUES = {};
    private static final long[] OF_CLICK = Measure.amounts(EventKind.CLICK, 0);

    /** The counted view of an event. */
    public static CountedEvent of(Event event) {
        String[] values = new String[DIMENSIONS];
        for (Dimension dimension : Dimension.values()) {
            values[dimension.ordinal()] = Dimension.cut(dimension.value(event));
        }
        Event.Sale sale = event.sale();
        return new CountedEvent(values, event.kind(), event.visitor(), sale == null ? 0 : sale.amount());
    }

    /** An event without its values. They are read column by column, and the event is counted as they are read. */
    static CountedEvent withoutValues(EventKind event, long visitor, long saleAmount) {
        return new CountedEvent(NO_VALUES, event, visitor, saleAmount);
    }

    /** Counts an event of which only these are needed. */
    static void add(Counts counts, EventKind event, long visitor, long saleAmount) {
        counts.add(event == EventKind.CLICK ? OF_CLICK : Measure.amounts(event, saleAmount));
        UniqueSketch visitors = counts.visitors();
        if (visitors != null && event == EventKind.CLICK) {
            visitors.add(visitor);
        }
    }
}
