package io.clickmill.job.receive;

import io.clickmill.contract.event.Event;

/** An event with its verdict. */
public record Arrival(Event event, Verdict verdict) {
    /** Whether the windows count the event: it is on time and a human's. This is known only after enrichment. */
    public boolean isCounted() {
        return verdict == Verdict.ON_TIME && !event.isBot();
    }
}
