package io.clickmill.job.enrich;

import io.clickmill.job.receive.Verdict;

/** An enriched click with what was decided on its arrival: what the event log and the counts are made of. */
public record EnrichedArrival(EnrichedClick enriched, Verdict verdict) {
    /** Whether the windows count it: on time, and a human's. */
    public boolean isCounted() {
        return verdict == Verdict.ON_TIME && !enriched.bot();
    }
}
