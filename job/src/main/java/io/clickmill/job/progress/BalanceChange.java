package io.clickmill.job.progress;

import io.clickmill.contract.event.RejectReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records whose processing ended since the last change. {@code received = logged + duplicates + rejected} holds for
 * the sum of all changes before a checkpoint's barrier.
 *
 * @param rejectedByReason numbers by the reason's {@linkplain RejectReason#word() word}. Their sum is less than
 *     {@code rejected} if an earlier release has rejected some, as its checkpoints lack the reasons
 */
public record BalanceChange(
        long received, long logged, long duplicates, long rejected, Map<String, Long> rejectedByReason) {
    /** The empty change. */
    public static final BalanceChange NONE = new BalanceChange(0, 0, 0, 0, Map.of());

    /** Flink calls this too, and passes null for a component that is not in the checkpoint. */
    public BalanceChange(
            long received, long logged, long duplicates, long rejected, @Nullable Map<String, Long> rejectedByReason) {
        this.received = received;
        this.logged = logged;
        this.duplicates = duplicates;
        this.rejected = rejected;
        this.rejectedByReason = rejectedByReason == null ? Map.of() : rejectedByReason;
    }

    /** Records that were read, and those of them that were rejected. */
    public static BalanceChange received(long received, Map<RejectReason, Long> rejected) {
        Map<String, Long> byReason = new HashMap<>();
        rejected.forEach((reason, records) -> byReason.put(reason.word(), records));
        return new BalanceChange(received, 0, 0, sum(byReason), byReason);
    }

    /** On-time duplicates that were dropped. */
    public static BalanceChange duplicates(long duplicates) {
        return new BalanceChange(0, 0, duplicates, 0, Map.of());
    }

    /** Clicks that were logged, and duplicates that the log already had. */
    public static BalanceChange logged(long logged, long duplicates) {
        return new BalanceChange(0, logged, duplicates, 0, Map.of());
    }

    /** The sum of both. */
    public BalanceChange plus(BalanceChange other) {
        Map<String, Long> byReason = new HashMap<>(rejectedByReason);
        other.rejectedByReason.forEach((reason, records) -> byReason.merge(reason, records, Long::sum));
        return new BalanceChange(
                received + other.received,
                logged + other.logged,
                duplicates + other.duplicates,
                rejected + other.rejected,
                byReason);
    }

    private static long sum(Map<String, Long> numbers) {
        return numbers.values().stream().mapToLong(Long::longValue).sum();
    }
}
