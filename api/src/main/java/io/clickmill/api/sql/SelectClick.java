package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;

/** The newest click of an id on a short link. */
final class SelectClick {
    private SelectClick() {}

    /** The statement that finds the click. {@code events} is the span in which the account has events. */
    static EventStatement of(String accountId, Span events, String eventId) {
        // Materialized, or PostgreSQL may go through all events in the order of time until one has the id.
        return new EventStatement(
                """
                WITH click AS MATERIALIZED (
                SELECT *
                  FROM click_event
                 WHERE account_id = ?
                   AND occurred_at >= ?
                   AND occurred_at < ?
                   AND event_id = ?
                   AND event = 'click'
                   AND domain <> ''
                )
                SELECT %s
                  FROM click
                 ORDER BY occurred_at DESC
                 LIMIT 1
                """.formatted(EventRow.COLUMNS),
                new Parameters()
                        .text(accountId)
                        .instant(events.from())
                        .instant(events.to())
                        .text(eventId));
    }
}
