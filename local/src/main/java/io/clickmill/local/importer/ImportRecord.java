package io.clickmill.local.importer;

import org.jspecify.annotations.Nullable;

/**
 * A record for the topic of clicks or of links.
 *
 * @param key the event id, so that retries meet in one partition, null where there is none; or the link's, never null
 * @param bad true if the job will reject it
 */
record ImportRecord(@Nullable String key, byte[] value, boolean bad) {}
