package io.clickmill.job.progress;

/**
 * Records that came to an end since the last change: {@code received = logged + duplicates + rejected} holds for the sum
 * of all changes before a checkpoint's barrier.
 */
public record BalanceChange(long received, long logged, long duplicates, long rejected) {
    /** Nothing yet. */
    public static final BalanceChange NONE = new BalanceChange(0, 0, 0, 0);

    /** Records read, of which some were rejected. */
    public static BalanceChange received(long received, long rejected) {
        return new BalanceChange(received, 0, 0, rejected);
    }

    /** On-time duplicates that were dropped. */
    public static BalanceChange duplicates(long duplicates) {
        return new BalanceChange(0, 0, duplicates, 0);
    }

    /** Clicks that are in the log, and late duplicates of such. */
    public static BalanceChange logged(long logged, long duplicates) {
        return new BalanceChange(0, logged, duplicates, 0);
    }

    /** The sum of both. */
    public BalanceChange plus(BalanceChange other) {
        return new BalanceChange(
                received + other.received,
                logged + other.logged,
                duplicates + other.duplicates,
                rejected + other.rejected);
    }
}
