package io.clickmill.job.progress;

import org.jspecify.annotations.Nullable;

/**
 * The checkpoint or savepoint from which a run starts.
 *
 * @param id counts from 1, and continues from run to run
 * @param madeBy the run that made it; null if its release did not store the run in checkpoints
 */
public record RestoredCheckpoint(long id, @Nullable RunId madeBy) {}
