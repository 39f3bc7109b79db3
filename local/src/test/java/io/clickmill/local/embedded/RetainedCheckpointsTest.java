package io.clickmill.local.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetainedCheckpointsTest {
    @TempDir
    private Path folder;

    @Test
    void findsNothingInANewFolder() throws IOException {
        assertThat(new RetainedCheckpoints(folder.resolve("none")).newest()).isEmpty();
        assertThat(new RetainedCheckpoints(folder).newest()).isEmpty();
    }

    @Test
    void findsTheNewestOfAllRuns() throws IOException {
        checkpoint("run-a", 7, 100);
        Path newest = checkpoint("run-b", 2, 300);
        checkpoint("run-b", 1, 200);
        assertThat(new RetainedCheckpoints(folder).newest()).contains(newest);
    }

    @Test
    void skipsAnIncompleteCheckpoint() throws IOException {
        Path whole = checkpoint("run-a", 1, 100);
        Path cut = checkpoint("run-a", 2, 200);
        byte[] metadata = Files.readAllBytes(cut.resolve("_metadata"));
        Files.write(cut.resolve("_metadata"), java.util.Arrays.copyOf(metadata, metadata.length / 2));
        Files.createDirectories(folder.resolve("run-a/chk-3"));
        assertThat(new RetainedCheckpoints(folder).newest()).contains(whole);
    }

    @Test
    void keepsTheRunningJobsCheckpointsAndThoseItStartedFrom() throws IOException {
        Path old = checkpoint("run-a", 1, 100);
        Path startedFrom = checkpoint("run-b", 2, 200);
        Path own = checkpoint("run-c", 3, 300);
        new RetainedCheckpoints(folder).keepOnly("run-c", Optional.of(startedFrom));
        assertThat(old).doesNotExist();
        assertThat(startedFrom).isDirectory();
        assertThat(own).isDirectory();
    }

    @Test
    void keepsOnlyTheRunningJobsCheckpointsIfItStartedWithoutOne() throws IOException {
        Path old = checkpoint("run-a", 1, 100);
        Path own = checkpoint("run-b", 1, 200);
        new RetainedCheckpoints(folder).keepOnly("run-b", Optional.empty());
        assertThat(old).doesNotExist();
        assertThat(own).isDirectory();
    }

    private Path checkpoint(String run, long number, long writtenAtSeconds) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(run).resolve("chk-" + number));
        Path metadata = checkpoint.resolve("_metadata");
        try (OutputStream out = Files.newOutputStream(metadata)) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(number, List.of(), List.of()), out);
        }
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAtSeconds * 1000));
        return checkpoint;
    }
}
