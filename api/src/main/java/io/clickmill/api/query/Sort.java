package io.clickmill.api.query;

import java.util.Optional;

/**
 * The order of the rows. Rows that are equal by the key follow by start and then by group values, both ascending, so
 * that the order, and with it every page, is always the same.
 *
 * @param after where pages begin: rows whose value of the key does not come after it in this order are on none, though
 *     they are in the total. Only for a field of one column
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
