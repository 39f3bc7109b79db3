package io.clickmill.job.receive;

import io.clickmill.contract.event.Event;

/** An event with what was decided on its arrival. */
public record Arrival(Event event, Verdict verdict) {
    /** Whether the windows count the event: on time, and a human's. Known after enrichment. */
    public boolean isCounted() {
        return verdict == Verdict.ON_TIME && !event.isBot();
    }
}
