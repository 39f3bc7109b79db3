package io.clickmill.api.query;

/**
 * The order of the rows. Rows that are equal by the key follow by start and then by group values, both ascending, so
 * that the order, and with it every page, is always the same.
 */
public record Sort(SortKey key, boolean descending) {
    /** Smallest first. */
    public static Sort ascending(SortKey key) {
        return new Sort(key, false);
    }

    /** Largest first. */
    public static Sort descending(SortKey key) {
        return new Sort(key, true);
    }

    /** The form of parameter {@code sort}: {@code -clicks} is descending. */
    @Override
    public String toString() {
        return (descending ? "-" : "") + key.word();
    }
}
