package io.clickmill.api.query;

import java.util.List;

/**
 * The events that a query is about: those of one account and one time range that pass some filters.
 *
 * <p>A selection that exists is valid: the constructor throws a {@link QueryException} that names the parameter.
 *
 * @param filters an event has to pass all of them
 * @param metadata an event has to meet all of them
 * @param bots whether events of bots are among them
 */
public record Selection(
        String accountId, TimeRange range, List<Filter> filters, List<MetadataCondition> metadata, Bots bots) {
    /**
     * Checks the account's id.
     *
     * @throws QueryException if it is empty, or has a character that PostgreSQL cannot store
     */
    public Selection {
        Text.require("account_id", accountId);
        QueryException.require(!accountId.isEmpty(), "account_id", accountId, "the id of an account");
        filters = List.copyOf(filters);
        metadata = List.copyOf(metadata);
    }

    /** All events of humans. */
    public static Selection of(String accountId, TimeRange range) {
        return new Selection(accountId, range, List.of(), List.of(), Bots.EXCLUDE);
    }

    /** The same account and range with other filters and conditions. */
    public Selection where(List<Filter> filters, List<MetadataCondition> metadata) {
        return new Selection(accountId, range, filters, metadata, bots);
    }

    /** The same account, filters and conditions with another time range. */
    public Selection within(TimeRange range) {
        return new Selection(accountId, range, filters, metadata, bots);
    }
}
