package io.clickmill.api.sql;

import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Granularity;
import java.util.ArrayList;
import java.util.List;

/**
 * The clauses of statements over the rollup rows that hold a query's answer; their parameters are collected as well.
 */
final class RollupRows {
    private final StatsQuery query;
    private final RollupSource source;
    private final Parameters parameters;

    RollupRows(StatsQuery query, RollupSource source, Parameters parameters) {
        this.query = query;
        this.source = source;
        this.parameters = parameters;
    }

    /** What follows {@code FROM}: table {@code rollup}, with the rows of some spans of buckets of a granularity. */
    String table(Granularity granularity, List<Span> spans) {
        return SpanTable.of("rollup", "bucket_start", spans, parameters, () -> {
            parameters
                    .text(query.accountId())
                    .text(source.scopeId())
                    .instant(SpanTable.first(spans))
                    .instant(SpanTable.last(spans));
            return """
                     WHERE account_id = ?
                       AND scope = '%s'
                       AND dimension = '%s'
                       AND granularity = '%s'
                       AND scope_id = ?
                       AND bucket_start >= ?
                       AND bucket_start < ?""".formatted(source.scope().word(), source.dimension().word(), granularity.word());
        });
    }

    /** The conditions on {@code val}; {@code true} without filters. */
    String values() {
        StringBuilder conditions = new StringBuilder("true");
        for (Filter filter : source.filters()) {
            String value = FieldSql.ofDimension(filter.field(), "val");
            List<String> tests = new ArrayList<>();
            for (String form : FieldSql.forms(filter.match(), value)) {
                parameters.texts(filter.values());
                tests.add(form + (filter.exclude() ? " <> ALL (?)" : " = ANY (?)"));
            }
            conditions
                    .append(" AND (")
                    .append(String.join(filter.exclude() ? " AND " : " OR ", tests))
                    .append(")");
        }
        return conditions.toString();
    }

    /** The number of a bucket's step, from 1. */
    String step(long[] starts) {
        if (!query.isSeries()) {
            return "1";
        }
        parameters.instants(starts);
        return "width_bucket(bucket_start, ?)";
    }
}
