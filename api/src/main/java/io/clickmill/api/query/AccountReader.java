package io.clickmill.api.query;

import io.clickmill.contract.Scope;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Says what accounts have. A campaign, link or source exists from its first event on, a bot's included. Every method
 * throws {@link StatsUnavailableException} if the store does not answer, and {@link QueryException} if an id has a
 * character that PostgreSQL cannot store.
 */
public interface AccountReader {
    /** The numbers of the accounts by their ids. Unknown accounts are left out. */
    Map<String, Long> numbers(Collection<String> accountIds);

    /** From the first to the last event of each account, a bot's included. Accounts without events are left out. */
    Map<String, TimeRange> spans(Collection<String> accountIds);

    /** Whether the account has a campaign, link or source of that id. */
    boolean has(String accountId, Scope scope, String id);

    /** The ids that are known, in the store's order: the account has a campaign, link or source with each of them. */
    List<String> known(String accountId, Scope scope, Collection<String> ids);

    /**
     * Ids of the account's campaigns, links or sources, in the store's order.
     *
     * @param after only ids after this one; empty for all
     * @param limit the maximum number of ids, at least 1
     */
    List<String> ids(String accountId, Scope scope, String after, int limit);
}
