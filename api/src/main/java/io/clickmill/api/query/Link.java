package io.clickmill.api.query;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of a link beside its clicks.
 *
 * @param domain of the short link, "" if not known, like {@code key}, {@code url} and {@code externalId}
 * @param url the destination
 * @param attributes the other fields of its record in topic {@code links}, by their names there and as JSON values:
 *     text, Boolean, number, List or Map. Times are ISO 8601 in UTC with milliseconds. What is absent is not among them;
 *     empty for a link that is known from its events alone
 * @param createdAt the time of its first event where nothing else tells it
 */
public record Link(
        String accountId,
        String linkId,
        String domain,
        String key,
        String url,
        String externalId,
        Map<String, Object> attributes,
        Instant createdAt,
        Instant updatedAt) {}
