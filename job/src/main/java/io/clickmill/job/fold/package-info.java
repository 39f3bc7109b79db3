/** What happens to rollups after their windows: late rows of complete days are folded in. */
package io.clickmill.job.fold;
