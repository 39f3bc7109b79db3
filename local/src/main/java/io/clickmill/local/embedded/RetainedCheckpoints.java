package io.clickmill.local.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints that earlier runs of the job left in a folder, each as {@code DIR/<job id>/chk-<n>/_metadata}. The
 * metadata is written last. If it is missing or cannot be read, a kill has interrupted the checkpoint.
 */
final class RetainedCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedCheckpoints.class);
    private static final String METADATA = "_metadata";
    private static final int METADATA_DEPTH = 3;

    private final Path folder;

    RetainedCheckpoints(Path folder) {
        this.folder = folder;
    }

    /** The folder of the newest checkpoint whose metadata can be read. */
    Optional<Path> newest() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        return checkpointsNewestFirst().stream()
                .filter(RetainedCheckpoints::reads)
                .findFirst();
    }

    /**
     * Deletes all checkpoints except those of the running job and of the job that it started from. It may need the
     * latter until it has completed checkpoints of its own.
     *
     * @param startedFrom the folder of a checkpoint; empty if the job started without one
     */
    void keepOnly(String runningJobId, Optional<Path> startedFrom) throws IOException {
        Path own = folder.resolve(runningJobId);
        Optional<Path> before = startedFrom.map(Path::getParent);
        List<Path> runs;
        try (Stream<Path> entries = Files.list(folder)) {
            runs = entries.filter(Files::isDirectory)
                    .filter(run -> !run.equals(own) && !run.equals(before.orElse(own)))
                    .toList();
        }
        for (Path run : runs) {
            Utils.delete(run.toFile());
        }
    }

    private List<Path> checkpointsNewestFirst() throws IOException {
        try (Stream<Path> files = Files.walk(folder, METADATA_DEPTH)) {
            return files.filter(file -> file.endsWith(METADATA))
                    .map(Written::of)
                    .sorted(Comparator.comparing(Written::at).reversed())
                    .map(written -> written.metadata().resolveSibling(""))
                    .map(Path::normalize)
                    .toList();
        }
    }

    private static boolean reads(Path checkpoint) {
        Path metadata = checkpoint.resolve(METADATA);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
            CheckpointMetadata read = Checkpoints.loadCheckpointMetadata(
                    in, RetainedCheckpoints.class.getClassLoader(), checkpoint.toString());
            LOG.info("checkpoint {} of {} can be read", read.getCheckpointId(), checkpoint);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("checkpoint {} cannot be read and is skipped: {}", checkpoint, e.toString());
            return false;
        }
    }

    private record Written(Path metadata, FileTime at) {
        static Written of(Path metadata) {
            try {
                return new Written(metadata, Files.getLastModifiedTime(metadata));
            } catch (IOException e) {
                return new Written(metadata, FileTime.fromMillis(0));
            }
        }
    }
}
