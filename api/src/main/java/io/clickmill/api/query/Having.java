package io.clickmill.api.query;

import io.clickmill.api.query.StatsResult.Row;

/**
 * Keeps the rows whose metric compares as asked with a number. Unique visitors are compared by their best estimate.
 *
 * <p>Example: {@code new Having(Metric.CLICKS, Comparison.GREATER_OR_EQUAL, 10)} keeps rows with ten clicks or more.
 */
public record Having(Metric metric, Comparison comparison, long number) {
    /** Whether a row is kept. */
    public boolean holds(Row row) {
        return comparison.holds(row.value(metric), number);
    }

    /** As a request writes it: {@code clicks>=10}. */
    @Override
    public String toString() {
        return metric.word() + comparison.symbol() + number;
    }
}
