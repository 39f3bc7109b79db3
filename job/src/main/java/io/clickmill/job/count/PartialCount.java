package io.clickmill.job.count;

/**
 * The counts of one minute of one key in one bundle.
 *
 * @param minuteStart start of the minute of event time, epoch milliseconds
 * @param tally the counts as {@link PackedTally} holds them
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are never changed
public record PartialCount(RollupKey key, long minuteStart, byte[] tally) {}
