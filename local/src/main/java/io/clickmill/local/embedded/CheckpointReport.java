package io.clickmill.local.embedded;

import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.util.stats.StatsSummarySnapshot;

/**
 * The completed checkpoints of a job.
 *
 * @param medianMillis the median of the time from a checkpoint's trigger to its last task
 * @param stateBytes the size of the state in the newest checkpoint, also of the parts that older ones have written
 */
public record CheckpointReport(long count, long medianMillis, long maxMillis, long stateBytes) {
    static CheckpointReport of(CheckpointStatsSnapshot snapshot) {
        StatsSummarySnapshot durations = snapshot.getSummaryStats().getEndToEndDurationStats();
        AbstractCheckpointStats newest = snapshot.getHistory().getLatestCompletedCheckpoint();
        return new CheckpointReport(
                durations.getCount(),
                Math.round(durations.getQuantile(0.5)),
                durations.getMaximum(),
                newest == null ? 0 : newest.getStateSize());
    }
}
