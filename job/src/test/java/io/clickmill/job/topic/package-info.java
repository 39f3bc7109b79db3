/**
 * A topic in memory and a source that reads it. With them, tests decide what the job reads and when, and when reading
 * fails.
 */
package io.clickmill.job.topic;
