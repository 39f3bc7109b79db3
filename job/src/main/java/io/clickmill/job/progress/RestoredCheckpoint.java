package io.clickmill.job.progress;

import org.jspecify.annotations.Nullable;

/**
 * The checkpoint or savepoint from which a run starts.
 *
 * @param id from 1; ids go on from run to run
 * @param madeBy the run that made it; null if a release made it that did not keep the run in its checkpoints
 */
public record RestoredCheckpoint(long id, @Nullable RunId madeBy) {}
