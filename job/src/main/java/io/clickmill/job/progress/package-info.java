/** The progress, up to which the rollups are complete and durable, and the balance of all received records. */
package io.clickmill.job.progress;
