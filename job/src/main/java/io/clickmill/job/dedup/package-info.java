/** Duplicates of on-time events are dropped here; later ones meet the event log's key. */
package io.clickmill.job.dedup;
