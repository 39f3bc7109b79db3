package io.clickmill.bench.ingest;

import org.jspecify.annotations.Nullable;

/**
 * What a program has achieved in a run.
 *
 * @param footprint what it took; null for programs and runs of which this is not measured
 */
record Drained(double eventsPerS, @Nullable Footprint footprint) {}
