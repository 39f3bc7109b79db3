package io.clickmill.job.count;

/**
 * The counts of one minute of one key in one bundle.
 *
 * @param minuteStart start of the minute of event time, epoch milliseconds
 */
public record PartialCount(RollupKey key, long minuteStart, Tally tally) {}
