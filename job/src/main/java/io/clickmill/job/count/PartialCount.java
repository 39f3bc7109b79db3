package io.clickmill.job.count;

/**
 * The events of one minute of one key in one bundle.
 *
 * @param minuteStart start of the minute of event time, epoch milliseconds
 * @param tally their tally as {@link PackedTally} holds it
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are never changed
public record PartialCount(RollupKey key, long minuteStart, byte[] tally) {}
