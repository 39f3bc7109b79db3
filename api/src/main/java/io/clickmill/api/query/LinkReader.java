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
    /** The known ones of these links, by their ids. */
    Map<String, Link> byIds(String accountId, Collection<String> linkIds);

    /** When each of these links was clicked last by a human, by their ids; without those that never were. */
    Map<String, Instant> lastClicks(String accountId, Collection<String> linkIds);

    /** The link at {@code domain/key}; of several the one that has changed last. */
    Optional<Link> byShortLink(String accountId, String domain, String key);

    /**
     * The links at {@code domain/key}, one of each account, of two accounts at most. For callers without an account,
     * who must not learn whose link it is.
     */
    List<Link> byShortLink(String domain, String key);

    /** What is known of these tags, by their ids; reads all links of the account that have tags. */
    Map<String, LinkTag> tags(String accountId, Collection<String> tagIds);

    /** The link with that id of the account's own, which is not empty; of several the one that has changed last. */
    Optional<Link> byExternalId(String accountId, String externalId);
}
