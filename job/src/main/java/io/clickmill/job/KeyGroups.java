package io.clickmill.job;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of key groups, into which keyed state is split: Flink's maximum parallelism. A job keeps the number for as
 * long as it keeps its state, as Flink refuses a checkpoint with another one.
 */
final class KeyGroups {
    private static final Logger LOG = LoggerFactory.getLogger(KeyGroups.class);

    /** The number for a job that starts without state: 32 for each of 32 subtasks. */
    private static final int DEFAULT = 1_024;

    private KeyGroups() {}

    /**
     * The number in the checkpoint from which the job starts. Without a checkpoint, or if it cannot be read here, the
     * number is {@code pipeline.max-parallelism}, or {@value #DEFAULT} by default. An unreadable checkpoint does not
     * stop the job, because Flink may be able to read it elsewhere, or may have newer ones.
     *
     * @param flink the settings of Flink
     */
    static int of(ReadableConfig flink) {
        int configured = flink.getOptional(PipelineOptions.MAX_PARALLELISM)
                .filter(number -> number > 0)
                .orElse(DEFAULT);
        String checkpoint = flink.get(StateRecoveryOptions.SAVEPOINT_PATH);
        if (checkpoint != null) {
            try {
                return read(checkpoint);
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "cannot read the number of key groups of {} from this program; Flink refuses the checkpoint unless"
                                + " it has {}",
                        checkpoint,
                        configured,
                        e);
            }
        }
        LOG.info(
                "the job has {} key groups; if Flink refuses a checkpoint because it was taken with another maximum"
                        + " parallelism, set pipeline.max-parallelism to that number and start again",
                configured);
        return configured;
    }

    private static int read(String checkpoint) throws IOException {
        try (DataInputStream metadata = new DataInputStream(
                new BufferedInputStream(AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(checkpoint)
                        .getMetadataHandle()
                        .openInputStream()))) {
            // Operators without parallelism have a single key group, so the maximum is that of the job.
            int keyGroups = Checkpoints.loadCheckpointMetadata(metadata, KeyGroups.class.getClassLoader(), checkpoint)
                    .getOperatorStates()
                    .stream()
                    .mapToInt(OperatorState::getMaxParallelism)
                    .max()
                    .orElseThrow();
            LOG.info("{} has {} key groups, which the job keeps", checkpoint, keyGroups);
            return keyGroups;
        }
    }
}
