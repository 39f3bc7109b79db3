package io.clickmill.local.importer;

import org.jspecify.annotations.Nullable;

/**
 * A record for the topic of clicks.
 *
 * @param key the event id, so that retries meet in one partition; null where there is none
 * @param bad true if the job will reject it, as far as can be told here
 */
record ImportRecord(@Nullable String key, byte[] value, boolean bad) {}
