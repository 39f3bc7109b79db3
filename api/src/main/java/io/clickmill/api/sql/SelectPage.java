package io.clickmill.api.sql;

import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.SortKey;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The groups of one page, counted, sorted and cut in SQL, so that no other group is held here. Visitors are not read.
 *
 * <p>Example, clicks of an account by url, of days with rollups, their late rows and the log:
 *
 * <pre>
 * WITH counted AS MATERIALIZED (
 *   SELECT step, g1, sum(clicks)::bigint AS clicks, sum(log)::bigint AS log, sum(late)::bigint AS late
 *     FROM (SELECT 1 AS step, val COLLATE "C" AS g1, clicks, 0 AS log, 0 AS late FROM rollup … unnest(vals, clicks) …
 *           UNION ALL
 *           SELECT 1, …url… COLLATE "C", count(*) FILTER (WHERE event = 'click'), count(*), 0 FROM click_event … GROUP BY …
 *           UNION ALL
 *           SELECT 1, …url… COLLATE "C", count(*) FILTER (WHERE event = 'click'), 0, count(*) FROM click_event … GROUP BY …)
 *          AS part
 *    GROUP BY step, g1)
 * SELECT total.*, page.*
 *   FROM (SELECT count(*) FILTER (WHERE clicks &lt;&gt; 0), sum(log), sum(late) FROM counted) AS total
 *   LEFT JOIN (SELECT * FROM counted WHERE (clicks &lt;&gt; 0) ORDER BY clicks DESC, g1 LIMIT 10 OFFSET 0) AS page ON true
 * </pre>
 *
 * <p>The order is the one of {@link Tallies}: texts by code point, as collation {@code C} has them.
 */
final class SelectPage {
    /** The number of rows that the driver holds at a time; by default it holds all. */
    private static final int FETCH_ROWS = 1_000;

    private static final int STEP_COLUMN = 4;
    private static final int FIRST_GROUP_COLUMN = 5;

    private final StatsQuery query;
    private final long[] starts;
    private final Parameters parameters = new Parameters();
    private final List<String> parts = new ArrayList<>();
    private boolean hasRollups;
    private Whole whole = new Whole(0, 0, 0);
    private final List<String> groupColumns;
    /**
     * The metrics that are added up. Unique visitors are one of them only if rows are sorted by them: then only the log
     * is read.
     */
    private final Set<Metric> numbers;

    /**
     * The answer that a page was cut from.
     *
     * @param rows the rows with a metric that is not zero
     * @param logRows events counted from the log, once for each value of a field that has several
     * @param lateRows late events, counted in the same way
     */
    record Whole(long rows, long logRows, long lateRows) {}

    /**
     * Starts with nothing to read.
     *
     * @param starts the starts of the steps, in epoch milliseconds
     */
    SelectPage(StatsQuery query, long[] starts) {
        this.query = query;
        this.starts = starts.clone();
        this.groupColumns = IntStream.rangeClosed(1, query.groupColumns().size())
                .mapToObj(i -> "g" + i)
                .toList();
        this.numbers = EnumSet.copyOf(query.metrics());
        if (query.sort().key() != Metric.UNIQUES) {
            numbers.remove(Metric.UNIQUES);
        }
        if (query.asks(Metric.UNIQUES)) {
            // A group with a visitor has a click.
            numbers.add(Metric.CLICKS);
        }
    }

    /** Adds the rows of rollups of some spans of buckets. */
    SelectPage rollups(RollupSource source, Granularity granularity, List<Span> spans) {
        hasRollups = true;
        RollupRows rollups = new RollupRows(query, source, parameters);
        List<String> selected = new ArrayList<>(List.of(rollups.step(starts) + " AS step"));
        Optional<Field> own = RollupSource.field(source.scope());
        for (int i = 0; i < groupColumns.size(); i++) {
            boolean isOwn = own.equals(Optional.of(query.groupBy().get(i)));
            if (isOwn) {
                parameters.text(source.scopeId());
            }
            selected.add("("
                    + (isOwn ? "?::text" : FieldSql.ofDimension(query.groupBy().get(i), "val")) + ") COLLATE \"C\" AS "
                    + groupColumns.get(i));
        }
        String arrays = numbers.stream().map(Metric::word).collect(Collectors.joining(", "));
        numbers.forEach(metric -> selected.add("coalesce(value." + metric.word() + ", 0) AS " + metric.word()));
        selected.add("0 AS log, 0 AS late");
        parts.add("SELECT " + String.join(", ", selected)
                + "\n  FROM " + rollups.table(granularity, spans)
                + "\n CROSS JOIN LATERAL unnest(vals, " + arrays + ") AS value (val, " + arrays + ")"
                + "\n WHERE " + rollups.values());
        return this;
    }

    /** Adds events of the ranges in the log: all, or with {@code late} only the late ones, which no rollup counts. */
    SelectPage log(List<Span> spans, boolean late) {
        if (spans.isEmpty()) {
            return this;
        }
        LogRanges log = new LogRanges(query, parameters);
        List<String> selected = new ArrayList<>(List.of(log.step(starts) + " AS step"));
        List<String> expressions = log.cutGroupColumns();
        for (int i = 0; i < groupColumns.size(); i++) {
            selected.add("(" + expressions.get(i) + ") COLLATE \"C\" AS " + groupColumns.get(i));
        }
        numbers.forEach(metric -> selected.add(SelectLog.aggregate(metric) + " AS " + metric.word()));
        selected.add(late ? "0 AS log, count(*) AS late" : "count(*) AS log, 0 AS late");
        String keys = IntStream.rangeClosed(1, 1 + groupColumns.size())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        parts.add("SELECT " + String.join(", ", selected) + "\n" + log.rows(spans, late, Optional.empty())
                + "\n GROUP BY " + keys);
        return this;
    }

    /** Reads the groups of the page into tallies. */
    Whole read(Connection connection, Tallies tallies) throws SQLException {
        if (parts.isEmpty()) {
            return whole;
        }
        String sql = sql();
        parameters.number(query.limit()).number(query.offset());
        parameters.read(connection, sql, FETCH_ROWS, row -> {
            whole = new Whole(row.getLong(1), row.getLong(2), row.getLong(3));
            int step = row.getInt(STEP_COLUMN);
            if (!row.wasNull()) {
                add(row, Objects.requireNonNull(tallies.of(step - 1, group(row))));
            }
        });
        return whole;
    }

    private String sql() {
        String isAsked = query.metrics().stream()
                .map(metric -> (metric == Metric.UNIQUES ? Metric.CLICKS : metric).word() + " <> 0")
                .collect(Collectors.joining(" OR "));
        String isBehind = query.sort().after().map(this::isBehind).orElse("");
        return """
                WITH counted AS MATERIALIZED (
                %s)
                SELECT total.*, page.*
                  FROM (SELECT count(*) FILTER (WHERE %2$s), sum(log), sum(late) FROM counted) AS total
                  LEFT JOIN (SELECT * FROM counted WHERE (%2$s)%3$s ORDER BY %4$s LIMIT ? OFFSET ?) AS page ON true""".formatted(counted(), isAsked, isBehind, String.join(", ", order()));
    }

    private String isBehind(String value) {
        parameters.text(value);
        int column = query.groupColumns().indexOf(query.sort().key().word());
        return " AND " + groupColumns.get(column) + " COLLATE \"C\" "
                + (query.sort().descending() ? "< ?" : "> ?");
    }

    /** A single part from the log has each group of a step once; several parts, or rollups, have to be added up. */
    private String counted() {
        if (parts.size() == 1 && !hasRollups) {
            return parts.get(0);
        }
        String keys = "step, " + String.join(", ", groupColumns);
        String sums = numbers.stream()
                .map(metric -> "sum(%1$s)::bigint AS %1$s, ".formatted(metric.word()))
                .collect(Collectors.joining());
        return "SELECT " + keys + ", " + sums + "sum(log)::bigint AS log, sum(late)::bigint AS late\n  FROM (\n"
                + String.join("\n UNION ALL\n", parts) + "\n) AS part\n GROUP BY " + keys;
    }

    private List<String> order() {
        String direction = query.sort().descending() ? " DESC" : "";
        List<String> order = new ArrayList<>();
        if (query.sort().key() instanceof Metric metric) {
            order.add(metric.word() + direction);
        } else if (query.sort().key() instanceof Field field) {
            int first = query.groupColumns().indexOf(field.columns().get(0));
            groupColumns
                    .subList(first, first + field.columns().size())
                    .forEach(column -> order.add(column + direction));
        } else if (query.sort().key() == SortKey.Start.START) {
            order.add("step" + direction);
        }
        order.add("step");
        order.addAll(groupColumns);
        return order;
    }

    private List<String> group(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < groupColumns.size(); i++) {
            values.add(row.getString(FIRST_GROUP_COLUMN + i));
        }
        return values;
    }

    private void add(ResultSet row, Counts counts) throws SQLException {
        int column = FIRST_GROUP_COLUMN + groupColumns.size();
        for (Metric metric : numbers) {
            if (metric.measure().isPresent() && query.asks(metric)) {
                counts.add(metric.measure().get(), row.getLong(column));
            }
            column++;
        }
    }
}
