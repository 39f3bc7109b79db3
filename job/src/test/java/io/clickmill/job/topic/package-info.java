/** A topic in memory and a source that reads it, so that tests decide what the job reads when, and when it fails. */
package io.clickmill.job.topic;
