package io.clickmill.job.fold;

/**
 * The result of a fold.
 *
 * @param events late events that are now in the rollups
 * @param rollupRows rows of {@code rollup} that were written
 * @param transactions parts of days
 */
public record FoldedRows(long events, long rollupRows, long transactions) {
    static final FoldedRows NONE = new FoldedRows(0, 0, 0);

    FoldedRows plus(FoldedRows other) {
        return new FoldedRows(events + other.events, rollupRows + other.rollupRows, transactions + other.transactions);
    }
}
