package io.clickmill.job.count;

import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import io.clickmill.contract.Scope;
import io.clickmill.contract.UniqueSketch;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The tally of a bucket that has rows. These come one after another, as each of them may be large. */
public final class TallyOfRows {
    private final List<Dimension> dimensions;
    private final Set<Dimension> missing;
    private final Tally tally;
    private final Groups[] groups;

    /** The tally of a bucket of this scope. */
    public TallyOfRows(Scope scope) {
        this(new Tally(scope, TallyMemory.limit(1)));
    }

    /** @param tally empty */
    TallyOfRows(Tally tally) {
        this.dimensions = Dimension.of(tally.scope());
        this.missing = EnumSet.copyOf(dimensions);
        this.tally = tally;
        this.groups = tally.group();
    }

    /** Adds the row of a dimension. */
    public void add(RollupRow row) {
        missing.remove(row.dimension());
        Groups ofRow = groups[dimensions.indexOf(row.dimension())];
        if (row.overflow()) {
            ofRow.setOverflow();
        }
        for (int i = 0; i < row.values().length; i++) {
            Counts counts = ofRow.counts(row.values()[i]);
            if (counts == null) {
                return;
            }
            int before = counts.memoryBytes();
            for (Measure measure : Measure.ALL) {
                counts.add(measure, row.numbers(measure)[i]);
            }
            UniqueSketch visitors = counts.visitors();
            if (visitors != null) {
                visitors.union(row.uniques()[i]);
            }
            ofRow.grow(counts.memoryBytes() - before);
            if (row.dimension() == Dimension.TOTAL) {
                tally.events += Measure.EVENTS.stream().mapToLong(counts::get).sum();
            }
        }
    }

    /** The tally of all rows, after the last of them. */
    public Tally tally() {
        // A release that did not count the dimension has written the bucket: a row of later events alone would be
        // wrong.
        missing.forEach(dimension -> groups[dimensions.indexOf(dimension)].setOverflow());
        return tally;
    }
}
