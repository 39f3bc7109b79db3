package io.clickmill.contract.links;

import org.jspecify.annotations.Nullable;

/**
 * A link as a record of topic {@code links} describes it. Absent text is the empty string; times are epoch
 * milliseconds.
 *
 * @param attributes the fields without a component of their own, as a JSON object: see {@link LinkFields}
 * @param createdAt null when absent
 * @param updatedAt the timestamp of the Kafka record when absent
 */
public record Link(
        String domain,
        String key,
        String url,
        String externalId,
        String attributes,
        @Nullable Long createdAt,
        long updatedAt) {}
