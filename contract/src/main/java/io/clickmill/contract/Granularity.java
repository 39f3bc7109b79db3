package io.clickmill.contract;

import java.util.Optional;

/**
 * The lengths of the stored buckets. Buckets are in UTC and half-open: the minute {@code 12:00} holds
 * {@code [12:00:00.000, 12:01:00.000)}.
 *
 * <p>All times are epoch milliseconds of event time; times before 1970 are floored correctly.
 */
public enum Granularity {
    MINUTE("minute", 60_000L),
    HOUR("hour", 3_600_000L),
    DAY("day", 86_400_000L);

    /** Rollups of minutes are kept for today and this many days before it, all in UTC. */
    public static final int MINUTES_KEPT_DAYS = 7;

    private final String word;
    private final long lengthMillis;

    Granularity(String word, long lengthMillis) {
        this.word = word;
        this.lengthMillis = lengthMillis;
    }

    /** The word in column {@code rollup.granularity}. */
    public String word() {
        return word;
    }

    /** Length of a bucket in milliseconds; the same for all, as UTC has no daylight saving. */
    public long lengthMillis() {
        return lengthMillis;
    }

    /** The next smaller granularity; empty for minutes. */
    public Optional<Granularity> smaller() {
        return this == MINUTE ? Optional.empty() : Optional.of(values()[ordinal() - 1]);
    }

    /** Start of the bucket that holds the instant, in epoch milliseconds. */
    public long floor(long epochMillis) {
        return Math.floorDiv(epochMillis, lengthMillis) * lengthMillis;
    }

    /**
     * The last millisecond of the bucket that holds the instant. When the watermark gets there, every on-time event of the
     * bucket has been read.
     */
    public long lastMilli(long epochMillis) {
        return floor(epochMillis) + lengthMillis - 1;
    }

    /** Start of the first bucket that begins at or after the instant, in epoch milliseconds. */
    public long ceil(long epochMillis) {
        return -Math.floorDiv(-epochMillis, lengthMillis) * lengthMillis;
    }
}
