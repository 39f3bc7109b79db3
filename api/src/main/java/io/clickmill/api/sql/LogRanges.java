package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.StatsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The clauses of statements over the log rows that a query asks for, while their parameters are collected. */
final class LogRanges {
    /** Several spans as a table. */
    static final String SPANS = "unnest(?, ?) AS span (span_start, span_end)";

    /**
     * Ends a lateral subquery that is read once for each span. {@code OFFSET 0} keeps it one: joined freely, PostgreSQL
     * takes a range without known bounds for half the table, and reads all of it (650 ms instead of 19, of a million events and 16 spans).
     */
    static final String IN_SPAN = "AND %1$s >= span_start AND %1$s < span_end OFFSET 0) AS %2$s";

    private final StatsQuery query;
    private final Parameters parameters;

    LogRanges(StatsQuery query, Parameters parameters) {
        this.query = query;
        this.parameters = parameters;
    }

    /** The number of an event's step, from 1. */
    String step(long[] starts) {
        if (!query.isSeries()) {
            return "1";
        }
        parameters.instants(starts);
        return "width_bucket(occurred_at, ?)";
    }

    /**
     * {@code FROM} and {@code WHERE}.
     *
     * @param late whether only the rows are read that no rollup has
     * @param groups the groups whose events are read; empty for all
     */
    String rows(List<Span> spans, boolean late, Optional<PageGroups> groups) {
        List<String> lines = new ArrayList<>();
        List<String> values = query.groupBy().stream()
                .flatMap(field -> FieldSql.source(field).stream())
                .map(source -> " CROSS JOIN LATERAL " + source)
                .toList();
        if (spans.size() == 1) {
            lines.add("  FROM click_event");
            lines.addAll(values);
            lines.add(conditions(spans, late));
            groups.ifPresent(only -> lines.add("   AND " + only.condition(parameters)));
        } else {
            parameters.spans(spans);
            lines.add("  FROM " + SPANS);
            lines.add(" CROSS JOIN LATERAL (SELECT * FROM click_event");
            lines.add(conditions(spans, late));
            lines.add("   " + IN_SPAN.formatted("occurred_at", "click_event"));
            lines.addAll(values);
            groups.ifPresent(only -> lines.add(" WHERE " + only.condition(parameters)));
        }
        return String.join("\n", lines);
    }

    private String conditions(List<Span> spans, boolean late) {
        LogConditions conditions = new LogConditions(query.accountId(), parameters)
                .within(spans.get(0).from(), spans.get(spans.size() - 1).to());
        if (late) {
            conditions.and("late");
        }
        conditions.of(query.selection().bots());
        if (!query.countsClicks()) {
            conditions.and("event <> 'click'");
        }
        return conditions
                .asked(query.selection().filters(), query.selection().metadata())
                .toString();
    }
}
