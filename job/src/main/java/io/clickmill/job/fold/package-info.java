/**
 * What happens to rollups after their windows, below the progress: late rows of complete days are folded in, and marked
 * days are rebuilt from the log.
 */
package io.clickmill.job.fold;
