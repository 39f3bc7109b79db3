package io.clickmill.job.enrich;

import io.clickmill.job.receive.Verdict;

/** An enriched click and its verdict: the input of the event log and of the counts. */
public record EnrichedArrival(EnrichedClick enriched, Verdict verdict) {
    /** Whether the windows count it: it is on time and a human's. */
    public boolean isCounted() {
        return verdict == Verdict.ON_TIME && !enriched.bot();
    }
}
