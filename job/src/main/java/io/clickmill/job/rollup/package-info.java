/**
 * Rows of table {@code rollup}, which are read and written here; only {@link io.clickmill.job.progress.ProgressStore}
 * deletes them. What they hold is counted in {@link io.clickmill.job.count}.
 */
package io.clickmill.job.rollup;
