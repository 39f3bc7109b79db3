package io.clickmill.api.query;

import java.util.Optional;

/**
 * The order of the rows. Rows that are equal by the key follow by start and then by group values, both ascending, so
 * that the order, and with it every page, is always the same.
 *
 * @param after pages begin after this value of the key in this order; the rows before count in the total. Only for a
 *     field of one column
 */
public record Sort(SortKey key, boolean descending, Optional<String> after) {
    /** An order whose first page begins with its first row. */
    public Sort(SortKey key, boolean descending) {
        this(key, descending, Optional.empty());
    }

    /** Smallest first. */
    public static Sort ascending(SortKey key) {
        return new Sort(key, false);
    }

    /** Largest first. */
    public static Sort descending(SortKey key) {
        return new Sort(key, true);
    }

    /** The same order, whose first page begins with the first row whose value comes after this one. */
    public Sort after(String value) {
        return new Sort(key, descending, Optional.of(value));
    }

    /** The form of parameter {@code sort}: {@code -clicks} is descending. */
    @Override
    public String toString() {
        return (descending ? "-" : "") + key.word();
    }
}
