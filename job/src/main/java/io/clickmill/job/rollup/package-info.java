/**
 * Rows of table {@code rollup} are inserted and updated here. Packages {@link io.clickmill.job.progress} and
 * {@link io.clickmill.job.fold} delete them. What they hold is counted in {@link io.clickmill.job.count}.
 */
package io.clickmill.job.rollup;
