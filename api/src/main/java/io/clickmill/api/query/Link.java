package io.clickmill.api.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is known of a link beside its clicks.
 *
 * @param domain of the short link, "" if not known, like {@code key}, {@code url} and {@code externalId}
 * @param url the destination
 * @param attributes the other fields of its record in topic {@code links}, by their names there and as JSON values:
 *     text, Boolean, number, List or Map. Times are ISO 8601 in UTC with milliseconds. Absent fields are left out;
 *     empty for a link that is known from its events alone
 * @param createdAt the time of its first event if its record does not say
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
        Instant updatedAt) {
    /** A text among the attributes; empty if there is none. */
    public String text(String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }

    /** The ids of its tags. */
    public List<String> tagIds() {
        return attributes.get("tags") instanceof List<?> tags
                ? tags.stream()
                        .flatMap(tag -> tag instanceof Map<?, ?> fields && fields.get("id") instanceof String id
                                ? Stream.of(id)
                                : Stream.empty())
                        .toList()
                : List.of();
    }
}
