package io.clickmill.api.query;

import io.clickmill.contract.event.Event;
import java.time.Instant;

/**
 * The place of an event in a list. Events that arrive later do not change which listed events follow it.
 *
 * @param occurredAt to the millisecond
 */
public record EventPosition(Instant occurredAt, String eventId) {
    /** The place of an event that was listed. */
    public static EventPosition of(Event event) {
        return new EventPosition(event.time(), event.eventId());
    }
}
