package io.clickmill.job.count;

/**
 * What one bundle holds of one minute of one key.
 *
 * @param minuteStart start of the minute of event time, epoch milliseconds
 */
public record PartialCount(RollupKey key, long minuteStart, Tally tally) {}
