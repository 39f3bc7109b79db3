/**
 * The changes to rollups below the progress, after their windows: late rows of complete days are folded into them, and
 * marked days are rebuilt from the log.
 */
package io.clickmill.job.fold;
