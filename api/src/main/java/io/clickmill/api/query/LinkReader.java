package io.clickmill.api.query;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Finds links. Every method throws {@link StatsUnavailableException} if the store does not answer. */
public interface LinkReader {
    /** The known ones of these links, by their ids. */
    Map<String, Link> byIds(String accountId, Collection<String> linkIds);

    /** The link at {@code domain/key}; of several the one that has changed last. */
    Optional<Link> byShortLink(String accountId, String domain, String key);

    /** The link with that id of the account's own, which is not empty; of several the one that has changed last. */
    Optional<Link> byExternalId(String accountId, String externalId);
}
