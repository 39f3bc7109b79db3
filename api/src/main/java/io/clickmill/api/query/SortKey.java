package io.clickmill.api.query;

/** What rows can be sorted by: a {@link Metric}, a {@link Field} that is grouped by, or the start of the interval. */
public sealed interface SortKey permits Metric, Field, SortKey.Start {
    /** The word in parameter {@code sort}. */
    String word();

    /** The start of the interval, for series. */
    enum Start implements SortKey {
        START;

        @Override
        public String word() {
            return "start";
        }
    }
}
