package io.clickmill.local.importer;

import io.clickmill.local.accesslog.LineProblem;
import org.jspecify.annotations.Nullable;

/**
 * A record for the topic of clicks or of links.
 *
 * @param key the event id, so that retries get into the same partition, or null if it is unknown; for links the link's
 *     key, which is never null
 * @param problem the reason why the job will reject the record, or null
 */
record ImportRecord(
        @Nullable String key, byte[] value, @Nullable LineProblem problem) {}
