package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What follows {@code FROM}: the rows of a table in some spans of time that meet conditions, under the table's name. Their
 * parameters are collected with the text.
 *
 * <p>Example of several spans; of one, it is the subquery alone:
 *
 * <pre>
 * unnest(?, ?) AS span (span_start, span_end)
 *  CROSS JOIN LATERAL (
 *        SELECT * FROM click_event
 *         WHERE account_id = ?
 *           AND occurred_at &gt;= ?
 *           AND occurred_at &lt; ?
 *           AND occurred_at &gt;= span_start AND occurred_at &lt; span_end
 *        OFFSET 0) AS click_event
 * </pre>
 *
 * <p>{@code OFFSET 0} has the subquery read once for each span. Without it PostgreSQL takes a range of unknown bounds for
 * half the table, and reads all of it (650 ms instead of 19, of a million events and 16 spans).
 */
final class SpanTable {
    private SpanTable() {}

    /** Rows of the log. */
    static String log(
            String accountId, List<Span> spans, Parameters parameters, UnaryOperator<LogConditions> conditions) {
        return of("click_event", "occurred_at", spans, parameters, () -> conditions
                .apply(new LogConditions(accountId, parameters).within(first(spans), last(spans)))
                .toString());
    }

    /**
     * Rows of a table.
     *
     * @param where a {@code WHERE} clause that names at least the account and the outer bounds of the spans, from
     *     {@link #first} to {@link #last}; its parameters are collected when it is asked for
     */
    static String of(String table, String timeColumn, List<Span> spans, Parameters parameters, Supplier<String> where) {
        if (spans.size() == 1) {
            return """
                    (
                           SELECT * FROM %1$s
                           %2$s) AS %1$s""".formatted(table, where.get());
        }
        parameters.spans(spans);
        return """
                unnest(?, ?) AS span (span_start, span_end)
                 CROSS JOIN LATERAL (
                       SELECT * FROM %1$s
                       %2$s
                          AND %3$s >= span_start AND %3$s < span_end
                       OFFSET 0) AS %1$s""".formatted(table, where.get(), timeColumn);
    }

    /** The start of the first of some spans, which are in the order of time. */
    static long first(List<Span> spans) {
        return spans.get(0).from();
    }

    /** The end of the last of some spans, which are in the order of time. */
    static long last(List<Span> spans) {
        return spans.get(spans.size() - 1).to();
    }
}
