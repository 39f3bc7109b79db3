package io.clickmill.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyGroupsTest {
    @TempDir
    private Path checkpoint;

    private final Configuration flink = new Configuration();

    @Test
    void are1024ByDefault() {
        assertThat(KeyGroups.of(flink)).isEqualTo(1_024);
    }

    @Test
    void areAsConfigured() {
        flink.set(PipelineOptions.MAX_PARALLELISM, 4_096);
        assertThat(KeyGroups.of(flink)).isEqualTo(4_096);
    }

    @Test
    void areThoseOfTheCheckpointWhateverIsConfigured() throws Exception {
        try (OutputStream metadata = Files.newOutputStream(checkpoint.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(
                            1,
                            List.of(
                                    new OperatorState("Drop duplicates", "a", new OperatorID(1, 1), 2, 128),
                                    new OperatorState("Publish progress", "b", new OperatorID(1, 2), 1, 1)),
                            List.of()),
                    metadata);
        }
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
        flink.set(PipelineOptions.MAX_PARALLELISM, 4_096);
        assertThat(KeyGroups.of(flink)).isEqualTo(128);
    }

    @Test
    void areAsConfiguredIfTheCheckpointCannotBeRead() throws Exception {
        flink.set(PipelineOptions.MAX_PARALLELISM, 128);
        flink.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
        assertThat(KeyGroups.of(flink)).isEqualTo(128);
        Files.writeString(checkpoint.resolve("_metadata"), "cut off");
        assertThat(KeyGroups.of(flink)).isEqualTo(128);
    }
}
