package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Dimension;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The log rows of some ranges, all of them or the late ones only, counted by step and group in SQL.
 *
 * <p>Example, clicks and uniques of a campaign by country; several ranges come as arrays:
 *
 * <pre>
 * SELECT count(*), 1, left(country, 512), count(*) FILTER (WHERE event = 'click'),
 *        (array_agg(DISTINCT visitor) FILTER (WHERE event = 'click'))[:5000001]
 *   FROM click_event
 *  WHERE account_id = ?
 *    AND occurred_at &gt;= ?
 *    AND occurred_at &lt; ?
 *    AND NOT bot
 *    AND campaign_id = ? AND campaign_id &lt;&gt; ''
 *  GROUP BY 2, 3
 * </pre>
 *
 * <p>Visitors come as their hashes, so that they unite with the sketches of rollups.
 */
final class SelectLog {
    /** Several spans as a table. */
    static final String SPANS = "unnest(?, ?) AS span (span_start, span_end)";

    /**
     * Ends a lateral subquery that is read once for each span. {@code OFFSET 0} keeps it one: joined freely, PostgreSQL
     * takes a range without known bounds for half the table, and reads all of it (650 ms instead of 19, of a million events and 16 spans).
     */
    static final String IN_SPAN = "AND %1$s >= span_start AND %1$s < span_end OFFSET 0) AS %2$s";

    private static final int FETCH_ROWS = 1_000;

    /** A row may have the hashes or the sketches of many visitors. */
    private static final int FETCH_ROWS_WITH_UNIQUES = 50;

    private static final int STEP_COLUMN = 2;
    private static final int FIRST_GROUP_COLUMN = 3;

    private final StatsQuery query;
    private final Parameters parameters = new Parameters();
    private final String sql;
    private final int groupColumns;
    private final Map<Metric, Integer> columns = new EnumMap<>(Metric.class);

    /** Reads all rows of the ranges, or with {@code late} only those that no rollup has. */
    SelectLog(StatsQuery query, Tallies tallies, List<Span> spans, boolean late) {
        this.query = query;
        this.groupColumns = query.groupColumns().size();
        int column = FIRST_GROUP_COLUMN + groupColumns;
        for (Metric metric : query.metrics()) {
            columns.put(metric, column++);
        }
        this.sql = sql(tallies, spans, late);
    }

    /**
     * Adds the rows to the tallies.
     *
     * @return how many events there were, counted once for each value of a field that has several
     */
    long read(Connection connection, Tallies tallies) throws SQLException {
        long events = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            // Without groups there are few rows, and PostgreSQL may use several processes only if all rows are fetched
            // at once.
            statement.setFetchSize(query.groupBy().isEmpty() && !query.asks(Metric.UNIQUES) ? 0 : fetchRows(query));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events += rows.getLong(1);
                    add(rows, tallies.of(rows.getInt(STEP_COLUMN) - 1, group(rows)), tallies);
                }
            }
        }
        return events;
    }

    /** So many rows are held at once while an answer is read; the driver would hold all. */
    static int fetchRows(StatsQuery query) {
        return query.asks(Metric.UNIQUES) ? FETCH_ROWS_WITH_UNIQUES : FETCH_ROWS;
    }

    private String sql(Tallies tallies, List<Span> spans, boolean late) {
        List<String> lines = new ArrayList<>();
        lines.add("SELECT " + String.join(", ", selected(tallies)));
        List<String> values = query.groupBy().stream()
                .flatMap(field -> field.source().stream())
                .map(source -> " CROSS JOIN LATERAL " + source)
                .toList();
        if (spans.size() == 1) {
            lines.add("  FROM click_event");
            lines.addAll(values);
            lines.add(conditions(spans, late));
        } else {
            parameters.spans(spans);
            lines.add("  FROM " + SPANS);
            lines.add(" CROSS JOIN LATERAL (SELECT * FROM click_event");
            lines.add(conditions(spans, late));
            lines.add("   " + IN_SPAN.formatted("occurred_at", "click_event"));
            lines.addAll(values);
        }
        String keys = groupKeys();
        if (!keys.isEmpty()) {
            lines.add(" GROUP BY " + keys);
        }
        return String.join("\n", lines);
    }

    private String conditions(List<Span> spans, boolean late) {
        LogConditions conditions = new LogConditions(query.accountId(), parameters)
                .within(spans.get(0).from(), spans.get(spans.size() - 1).to());
        if (late) {
            conditions.and("late");
        }
        botCondition().ifPresent(conditions::and);
        if (!query.asks(Metric.CLICKS) && !query.asks(Metric.UNIQUES)) {
            // Leads and sales are few, and have an index of their own.
            conditions.and("event <> 'click'");
        }
        return conditions.asked(query.filters(), query.metadata()).toString();
    }

    private List<String> selected(Tallies tallies) {
        List<String> selected = new ArrayList<>(List.of("count(*)"));
        if (query.isSeries()) {
            selected.add("width_bucket(occurred_at, ?)");
            parameters.instants(tallies.starts());
        } else {
            selected.add("1");
        }
        query.groupBy().forEach(field -> selected.addAll(field.groupExpressions()));
        query.metrics().forEach(metric -> selected.add(aggregate(metric, tallies)));
        return selected;
    }

    /** The numbers of the columns that are grouped by: the step, where there are several, and the group. */
    private String groupKeys() {
        return IntStream.range(query.isSeries() ? STEP_COLUMN : FIRST_GROUP_COLUMN, FIRST_GROUP_COLUMN + groupColumns)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    private Optional<String> botCondition() {
        return switch (query.bots()) {
            case EXCLUDE -> Optional.of("NOT bot");
            case INCLUDE -> Optional.empty();
            case ONLY -> Optional.of("bot");
        };
    }

    private static String aggregate(Metric metric, Tallies tallies) {
        return switch (metric) {
            case CLICKS -> "count(*) FILTER (WHERE event = 'click')";
            case UNIQUES ->
                "(array_agg(DISTINCT visitor) FILTER (WHERE event = 'click'))[:" + tallies.mostVisitors() + "]";
            case LEADS -> "count(*) FILTER (WHERE event = 'lead')";
            case SALES -> "count(*) FILTER (WHERE event = 'sale')";
            case SALE_AMOUNT -> "coalesce(sum(sale_amount) FILTER (WHERE event = 'sale'), 0)";
        };
    }

    private List<String> group(ResultSet row) throws SQLException {
        String[] values = new String[groupColumns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Dimension.cut(row.getString(FIRST_GROUP_COLUMN + i));
        }
        return Arrays.asList(values);
    }

    private void add(ResultSet row, Tally tally, Tallies tallies) throws SQLException {
        for (Map.Entry<Metric, Integer> column : columns.entrySet()) {
            int index = column.getValue();
            switch (column.getKey()) {
                case CLICKS -> tally.clicks += row.getLong(index);
                case LEADS -> tally.leads += row.getLong(index);
                case SALES -> tally.sales += row.getLong(index);
                case SALE_AMOUNT -> tally.saleAmount += row.getLong(index);
                case UNIQUES -> {
                    Array visitors = row.getArray(index);
                    if (visitors != null) {
                        tallies.addVisitors(tally, (Long[]) visitors.getArray());
                    }
                }
            }
        }
    }
}
