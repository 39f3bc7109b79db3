package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Match;
import io.clickmill.api.query.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Counts the events that a question would go through in the log, up to a number: by the conditions for which the log has
 * an index, as the others do not save it from reading an event.
 *
 * <p>Example: the events of campaign {@code spring} and some late ones, at most 10,001 in all:
 *
 * <pre>
 * SELECT count(*) FROM ((SELECT 1 FROM click_event
 *  WHERE account_id = ?
 *    AND occurred_at &gt;= ?
 *    AND occurred_at &lt; ?
 *    AND (campaign_id) = ? AND campaign_id &lt;&gt; ''
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
     * With nothing to count.
     *
     * @param conversionsOnly whether clicks are not read
     * @param most counts no more
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
            arms.add("(" + arm(spans, late) + "\n LIMIT " + most + ")");
        }
        return this;
    }

    /** How many there are. */
    long read(Connection connection) throws SQLException {
        if (arms.isEmpty() || most == 0) {
            return 0;
        }
        String sql = "SELECT count(*) FROM (" + String.join(" UNION ALL ", arms) + ") AS events";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private String arm(List<Span> spans, boolean late) {
        if (spans.size() == 1) {
            return "SELECT 1 FROM click_event\n" + conditions(spans, late);
        }
        parameters.spans(spans);
        return "SELECT 1 FROM " + LogRanges.SPANS + "\n CROSS JOIN LATERAL (SELECT 1 FROM click_event\n"
                + conditions(spans, late) + "\n   " + LogRanges.IN_SPAN.formatted("occurred_at", "click_event");
    }

    private LogConditions conditions(List<Span> spans, boolean late) {
        LogConditions conditions = new LogConditions(accountId, parameters)
                .within(spans.get(0).from(), spans.get(spans.size() - 1).to());
        if (late) {
            conditions.and("late");
        }
        if (conversionsOnly) {
            conditions.and("event <> 'click'");
        }
        return conditions.asked(filters, List.of());
    }

    private static boolean isIndexed(Filter filter) {
        return INDEXED.contains(filter.field())
                && !filter.exclude()
                && filter.match() == Match.EXACT
                && !filter.values().contains("")
                && filter.cutValues().isEmpty();
    }
}
