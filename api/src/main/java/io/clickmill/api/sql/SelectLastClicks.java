package io.clickmill.api.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest human clicks of some links, each by the index of links, from the last day that the link has. */
final class SelectLastClicks {
    private static final String SQL = """
            SELECT scope_id, occurred_at
              FROM scope_span
             CROSS JOIN LATERAL (SELECT occurred_at
                                   FROM click_event
                                  WHERE click_event.account_id = scope_span.account_id
                                    AND link_id = scope_id
                                    AND link_id <> ''
                                    AND occurred_at >= first_day::timestamp AT TIME ZONE 'UTC'
                                    AND occurred_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
                                    AND event = 'click'
                                    AND NOT bot
                                  ORDER BY occurred_at DESC
                                  LIMIT 1) AS click
             WHERE scope_span.account_id = ?
               AND scope = 'link'
               AND scope_id = ANY (?)
            """;

    private SelectLastClicks() {}

    /** The time of the click by link id; links without a human click are left out. */
    static Map<String, Instant> read(Connection connection, String accountId, List<String> linkIds)
            throws SQLException {
        Map<String, Instant> clicks = new HashMap<>();
        new Parameters()
                .text(accountId)
                .texts(linkIds)
                .read(
                        connection,
                        SQL,
                        0,
                        row -> clicks.put(
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class).toInstant()));
        return clicks;
    }
}
