/**
 * Counting: tallies of events by scope and dimension, in bundles before the shuffle and in windows after it. The tally
 * is the one piece of code that counts; windows, folding and rebuilding all use it.
 */
package io.clickmill.job.count;
