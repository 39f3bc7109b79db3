/** The deduplication of on-time events. Later copies meet the event's key in the log. */
package io.clickmill.job.dedup;
