package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import java.util.Optional;

/** The newest lead of a customer, of any name or of one. */
final class SelectLead {
    private static final String SAME_NAME = "replace(lower(event_name), ' ', '-') = replace(lower(?), ' ', '-')";

    private SelectLead() {}

    /** Finds it in a span of time. */
    static EventStatement of(String accountId, Span span, String customerExternalId, Optional<String> eventName) {
        Parameters parameters = new Parameters()
                .text(accountId)
                .instant(span.from())
                .instant(span.to())
                .text(customerExternalId);
        eventName.ifPresent(parameters::text);
        // Materialized, or PostgreSQL may go through the leads of all customers in the order of time.
        return new EventStatement(
                """
                WITH customer_event AS MATERIALIZED (
                SELECT *
                  FROM click_event
                 WHERE account_id = ?
                   AND occurred_at >= ?
                   AND occurred_at < ?
                   AND customer IS NOT NULL
                   AND customer ->> 'external_id' = ?
                )
                SELECT %s
                  FROM customer_event
                 WHERE event = 'lead'%s
                 ORDER BY occurred_at DESC, event_id DESC
                 LIMIT 1
                """.formatted(EventRow.COLUMNS, eventName.isPresent() ? "\n   AND " + SAME_NAME : ""), parameters);
    }
}
