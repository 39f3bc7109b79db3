package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts the events that a question would read from the log, up to a limit. Only conditions with an index are applied,
 * as the others do not save reading an event.
 *
 * <p>Example: the events of campaign {@code spring} and some late ones, at most 10,001 in all:
 *
 * <pre>
 * SELECT count(*) FROM ((SELECT 1 FROM (
 *        SELECT * FROM click_event
 *         WHERE account_id = ?
 *           AND occurred_at &gt;= ?
 *           AND occurred_at &lt; ?
 *           AND (campaign_id) = ? AND campaign_id &lt;&gt; '') AS click_event
 *  LIMIT 10001) UNION ALL …) AS events
 * </pre>
 */
final class CountLog {
    private static final Set<Field> INDEXED = Set.of(Field.CAMPAIGN, Field.LINK, Field.SOURCE);

    private final String accountId;
    private final List<Filter> filters;
    private final boolean conversionsOnly;
    private final long most;
    private final Parameters parameters = new Parameters();
    private final List<String> arms = new ArrayList<>();

    /**
     * Starts with nothing to count.
     *
     * @param conversionsOnly whether leads and sales alone are read
     * @param most the limit of each {@link #of}
     */
    CountLog(Selection selection, boolean conversionsOnly, long most) {
        this.accountId = selection.accountId();
        this.filters = selection.filters().stream().filter(CountLog::isIndexed).toList();
        this.conversionsOnly = conversionsOnly;
        this.most = most;
    }

    /** Adds ranges: all their events, or the late ones only. */
    CountLog of(List<Span> spans, boolean late) {
        if (!spans.isEmpty()) {
            String events = SpanTable.log(accountId, spans, parameters, conditions -> conditions
                    .lateOnly(late)
                    .conversionsOnly(conversionsOnly)
                    .asked(filters, List.of()));
            arms.add("(SELECT 1 FROM " + events + "\n LIMIT " + most + ")");
        }
        return this;
    }

    /** The number of events; 0 without counting if the limit is 0. */
    long read(Connection connection) throws SQLException {
        if (arms.isEmpty() || most == 0) {
            return 0;
        }
        String sql = "SELECT count(*) FROM (" + String.join(" UNION ALL ", arms) + ") AS events";
        return parameters.list(connection, sql, 0, row -> row.getLong(1)).get(0);
    }

    private static boolean isIndexed(Filter filter) {
        return INDEXED.contains(filter.field())
                && !filter.exclude()
                && filter.match() == Match.EXACT
                && !filter.values().contains("")
                && filter.cutValues().isEmpty();
    }
}
