package io.clickmill.api.sql;

import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Dimension;
import io.clickmill.contract.Measure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The log rows of some ranges, all of them or the late ones only, counted by step and group in SQL.
 *
 * <p>Example, clicks and uniques of a campaign by country; {@link SpanTable} shows several ranges:
 *
 * <pre>
 * SELECT count(*), 1, left(country, 512), count(*) FILTER (WHERE event = 'click'),
 *        (array_agg(DISTINCT visitor) FILTER (WHERE event = 'click'))[:5000001]
 *   FROM (
 *        SELECT * FROM click_event
 *         WHERE account_id = ?
 *           AND occurred_at &gt;= ?
 *           AND occurred_at &lt; ?
 *           AND NOT bot
 *           AND (campaign_id) = ? AND campaign_id &lt;&gt; '') AS click_event
 *  GROUP BY 2, 3
 * </pre>
 *
 * <p>Visitors come as their hashes, so that they unite with the sketches of rollups.
 */
final class SelectLog {
    private static final int FETCH_ROWS = 1_000;

    /** A row may have the hashes or the sketches of many visitors. */
    private static final int FETCH_ROWS_WITH_UNIQUES = 50;

    private static final String COUNT_VISITORS = "count(DISTINCT visitor) FILTER (WHERE event = 'click')";

    private static final int STEP_COLUMN = 2;
    private static final int FIRST_GROUP_COLUMN = 3;

    private final StatsQuery query;
    private final Parameters parameters = new Parameters();
    private final String sql;
    private final int groupColumns;
    private long events;

    /**
     * Reads all events of the ranges, or with {@code late} only the late ones, which no rollup counts.
     *
     * @param groups the groups that are read; empty for all
     */
    SelectLog(StatsQuery query, Tallies tallies, List<Span> spans, boolean late, Optional<PageGroups> groups) {
        this.query = query;
        this.groupColumns = query.groupColumns().size();
        this.sql = sql(tallies, spans, late, groups);
    }

    /**
     * Adds the rows to the tallies.
     *
     * @return how many events there were, counted once for each value of a field that has several
     */
    long read(Connection connection, Tallies tallies) throws SQLException {
        parameters.read(connection, sql, fetchRows(query), row -> {
            events += row.getLong(1);
            Counts counts = tallies.of(row.getInt(STEP_COLUMN) - 1, group(row));
            if (counts != null) {
                add(row, counts, tallies);
            }
        });
        return events;
    }

    /** Receives a step, from 1, a group, its metrics in the order of the query's, and the number of its events. */
    interface Rows {
        void accept(int step, List<String> group, long[] metrics, long events) throws SQLException;
    }

    /** Gives the rows one by one; for queries that do not ask for unique visitors. */
    void read(Connection connection, Rows rows) throws SQLException {
        parameters.read(connection, sql, fetchRows(query), row -> {
            long[] metrics = new long[query.metrics().size()];
            for (int i = 0; i < metrics.length; i++) {
                metrics[i] = row.getLong(FIRST_GROUP_COLUMN + groupColumns + i);
            }
            rows.accept(row.getInt(STEP_COLUMN), group(row), metrics, row.getLong(1));
        });
    }

    /** The number of rows that the driver holds at a time; by default it holds all. */
    static int fetchRows(StatsQuery query) {
        return query.asks(Metric.UNIQUES) ? FETCH_ROWS_WITH_UNIQUES : FETCH_ROWS;
    }

    private String sql(Tallies tallies, List<Span> spans, boolean late, Optional<PageGroups> groups) {
        LogRanges log = new LogRanges(query, parameters);
        String selected = String.join(", ", selected(log, tallies));
        String keys = groupKeys();
        return "SELECT " + selected + "\n" + log.rows(spans, late, groups)
                + (keys.isEmpty() ? "" : "\n GROUP BY " + keys);
    }

    private List<String> selected(LogRanges log, Tallies tallies) {
        List<String> selected = new ArrayList<>(List.of("count(*)", log.step(tallies.starts())));
        selected.addAll(log.groupColumns());
        query.metrics()
                .forEach(metric -> selected.add(
                        metric.measure().map(Measure::aggregate).orElseGet(() -> visitors(tallies.mostVisitors()))));
        return selected;
    }

    /** The numbers of the columns that are grouped by: the step, where there are several, and the group. */
    private String groupKeys() {
        return IntStream.range(query.isSeries() ? STEP_COLUMN : FIRST_GROUP_COLUMN, FIRST_GROUP_COLUMN + groupColumns)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
    }

    private static String visitors(int most) {
        return "(array_agg(DISTINCT visitor) FILTER (WHERE event = 'click'))[:" + most + "]";
    }

    /** SQL over {@code click_event} that counts events; visitors as a number, which cannot be added to another. */
    static String aggregate(Metric metric) {
        return metric.measure().map(Measure::aggregate).orElse(COUNT_VISITORS);
    }

    private List<String> group(ResultSet row) throws SQLException {
        String[] values = new String[groupColumns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Dimension.cut(row.getString(FIRST_GROUP_COLUMN + i));
        }
        return Arrays.asList(values);
    }

    private void add(ResultSet row, Counts counts, Tallies tallies) throws SQLException {
        int column = FIRST_GROUP_COLUMN + groupColumns;
        for (Metric metric : query.metrics()) {
            Optional<Measure> measure = metric.measure();
            if (measure.isPresent()) {
                counts.add(measure.get(), row.getLong(column));
            } else {
                Array visitors = row.getArray(column);
                if (visitors != null) {
                    tallies.addVisitors(counts, (Long[]) visitors.getArray());
                }
            }
            column++;
        }
    }
}
