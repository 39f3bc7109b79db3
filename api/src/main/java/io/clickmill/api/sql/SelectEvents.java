package io.clickmill.api.sql;

import io.clickmill.api.plan.PageSearch.Page;
import io.clickmill.api.query.EventsQuery;

/**
 * One page of events.
 *
 * <p>Example, sales by a link, newest first:
 *
 * <pre>
 * SELECT account_id, occurred_at, event_id, …
 *   FROM click_event
 *  WHERE account_id = ?
 *    AND occurred_at &gt;= ?
 *    AND occurred_at &lt; ?
 *    AND NOT bot
 *    AND event = 'sale'
 *    AND (link_id) = ? AND link_id &lt;&gt; ''
 *  ORDER BY occurred_at DESC, event_id DESC
 * OFFSET ?
 *  LIMIT ?
 * </pre>
 */
final class SelectEvents {
    private SelectEvents() {}

    static EventStatement of(EventsQuery query, Page page) {
        Parameters parameters = new Parameters();
        LogConditions conditions = new LogConditions(query.selection().accountId(), parameters)
                .within(page.range().from(), page.range().to())
                .of(query.selection().bots())
                .of(query.kind())
                .asked(query.selection().filters(), query.selection().metadata());
        query.after().ifPresent(position -> conditions.behind(position, query.newestFirst()));
        parameters.number(page.offset()).number(query.limit());
        String direction = query.newestFirst() ? "DESC" : "ASC";
        return new EventStatement("""
                SELECT %s
                  FROM click_event
                %s
                 ORDER BY occurred_at %s, event_id %s
                OFFSET ?
                 LIMIT ?
                """.formatted(EventRow.COLUMNS, conditions, direction, direction), parameters);
    }
}
