/** The event log: every valid event exactly once, by the key of table {@code click_event}. */
package io.clickmill.job.log;
