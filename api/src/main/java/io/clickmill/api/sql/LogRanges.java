package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.StatsQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The clauses of statements over the log rows that a query asks for; their parameters are collected as well.
 *
 * <p>If one field of the groups has several values, each event becomes several rows. The other fields are then found
 * and cut before that, because a text may have megabytes, and PostgreSQL would unpack it for each of these rows:
 *
 * <pre>
 * FROM (SELECT click_event.*, …url… AS group_2
 *         FROM (SELECT * FROM click_event WHERE …) AS click_event
 *       OFFSET 0) AS click_event
 * CROSS JOIN LATERAL jsonb_each_text(params) AS param (name, value)
 * </pre>
 */
final class LogRanges {
    private final StatsQuery query;
    private final Parameters parameters;
    private final boolean multiplies;

    LogRanges(StatsQuery query, Parameters parameters) {
        this.query = query;
        this.parameters = parameters;
        this.multiplies = query.groupBy().size() > 1
                && query.groupBy().stream()
                        .anyMatch(field -> FieldSql.source(field).isPresent());
    }

    /** The columns of the groups, over {@link #rows}. The reader has to cut them with {@code Dimension.cut}. */
    List<String> groupColumns() {
        return groupColumns(false);
    }

    /** The columns of the groups, over {@link #rows}, cut here. */
    List<String> cutGroupColumns() {
        return groupColumns(true);
    }

    private List<String> groupColumns(boolean cut) {
        List<String> columns = new ArrayList<>();
        for (Field field : query.groupBy()) {
            if (isFoundBefore(field)) {
                columns.add(name(columns.size()));
            } else {
                columns.addAll(cut ? FieldSql.cutGroupColumns(field) : FieldSql.groupColumns(field));
            }
        }
        return columns;
    }

    private boolean isFoundBefore(Field field) {
        return multiplies && FieldSql.source(field).isEmpty();
    }

    private static String name(int index) {
        return "group_" + (index + 1);
    }

    /** The rows with the columns that are found before each becomes several. */
    private String withColumns(String table) {
        List<String> found = new ArrayList<>();
        int index = 0;
        for (Field field : query.groupBy()) {
            if (isFoundBefore(field)) {
                found.add(FieldSql.cutGroupColumns(field).get(0) + " AS " + name(index));
            }
            index += field.columns().size();
        }
        return found.isEmpty()
                ? table
                : "(SELECT click_event.*, " + String.join(", ", found) + "\n  FROM " + table
                        + "\nOFFSET 0) AS click_event";
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
        String table =
                withColumns(SpanTable.log(query.accountId(), spans, parameters, conditions -> asked(conditions, late)));
        String values = query.groupBy().stream()
                .flatMap(field -> FieldSql.source(field).stream())
                .map(source -> "\n CROSS JOIN LATERAL " + source)
                .collect(Collectors.joining());
        String ofGroups = groups.map(only -> "\n WHERE " + only.condition(cutGroupColumns(), parameters))
                .orElse("");
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
