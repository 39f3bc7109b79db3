package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;

/** The first sale of an invoice. */
final class SelectSale {
    private SelectSale() {}

    /** Finds it in a span of time. */
    static EventStatement of(String accountId, Span span, String invoiceId) {
        // Materialized, or PostgreSQL may go through the sales of all invoices in the order of time.
        return new EventStatement(
                """
                WITH invoice_event AS MATERIALIZED (
                SELECT *
                  FROM click_event
                 WHERE account_id = ?
                   AND occurred_at >= ?
                   AND occurred_at < ?
                   AND invoice_id = ?
                   AND invoice_id <> ''
                )
                SELECT %s
                  FROM invoice_event
                 WHERE event = 'sale'
                 ORDER BY occurred_at, event_id
                 LIMIT 1
                """.formatted(EventRow.COLUMNS),
                new Parameters()
                        .text(accountId)
                        .instant(span.from())
                        .instant(span.to())
                        .text(invoiceId));
    }
}
