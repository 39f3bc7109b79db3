package io.clickmill.api.query;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds links. Every method throws {@link StatsUnavailableException} if the store does not answer, and
 * {@link QueryException} if a name has a character that PostgreSQL cannot store, or the links take more memory than one
 * answer may, and {@link BusyException} if other answers take all memory.
 */
public interface LinkReader {
    /** Those of these links that are known, by their ids. */
    Map<String, Link> byIds(String accountId, Collection<String> linkIds);

    /**
     * The time of the last click of a human on each of these links, by link id. Links without such a click are left
     * out.
     */
    Map<String, Instant> lastClicks(String accountId, Collection<String> linkIds);

    /** The link at {@code domain/key}. Of several links it is the one that changed last. */
    Optional<Link> byShortLink(String accountId, String domain, String key);

    /**
     * The links at {@code domain/key}, one of each account, of two accounts at most. For callers without an account,
     * who must not learn whose link it is.
     */
    List<Link> byShortLink(String domain, String key);

    /** What is known of these tags, by their ids; reads all links of the account that have tags. */
    Map<String, LinkTag> tags(String accountId, Collection<String> tagIds);

    /** The link with this external id, which must not be empty. Of several links it is the one that changed last. */
    Optional<Link> byExternalId(String accountId, String externalId);
}
