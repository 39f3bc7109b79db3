/** Up to where the rollups are complete and durable, and the balance of all records received. */
package io.clickmill.job.progress;
