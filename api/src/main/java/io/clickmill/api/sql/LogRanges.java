package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.StatsQuery;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The clauses of statements over the log rows that a query asks for; their parameters are collected as well. */
final class LogRanges {
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
     * @param late whether only late events are read, which no rollup counts
     * @param groups the groups whose events are read; empty for all
     */
    String rows(List<Span> spans, boolean late, Optional<PageGroups> groups) {
        String table = SpanTable.log(query.accountId(), spans, parameters, conditions -> asked(conditions, late));
        String values = query.groupBy().stream()
                .flatMap(field -> FieldSql.source(field).stream())
                .map(source -> "\n CROSS JOIN LATERAL " + source)
                .collect(Collectors.joining());
        String ofGroups =
                groups.map(only -> "\n WHERE " + only.condition(parameters)).orElse("");
        return "  FROM " + table + values + ofGroups;
    }

    private LogConditions asked(LogConditions conditions, boolean late) {
        return conditions
                .lateOnly(late)
                .conversionsOnly(!query.countsClicks())
                .of(query.selection().bots())
                .asked(query.selection().filters(), query.selection().metadata());
    }
}
