package io.clickmill.api.query;

import io.clickmill.api.query.StatsResult.PlanSummary;
import io.clickmill.contract.event.Event;
import java.util.List;

/**
 * The answer to an {@link EventsQuery}.
 *
 * @param events the page
 * @param plan what was read to answer; the log rows include the events of the page
 */
public record EventsResult(List<Event> events, PlanSummary plan) {
    public EventsResult {
        events = List.copyOf(events);
    }
}
