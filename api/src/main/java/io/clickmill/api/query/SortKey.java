package io.clickmill.api.query;

import io.clickmill.contract.words.Worded;

/** What rows can be sorted by: a {@link Metric}, a {@link Field} that is grouped by, or the start of the interval. */
public sealed interface SortKey extends Worded permits Metric, Field, SortKey.Start {
    /** The start of the interval, for series. */
    enum Start implements SortKey {
        START
    }
}
