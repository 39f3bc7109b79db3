package io.clickmill.api.sql;

import io.clickmill.api.plan.Effort;
import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Granularity;
import io.clickmill.contract.Measure;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rollup rows of some spans of buckets, of all granularities at once.
 *
 * <p>Example of an arm of the statement; {@link SpanTable} shows several spans:
 *
 * <pre>
 * SELECT 'day', (extract(epoch FROM bucket_start) * 1000)::bigint, overflow, vals, clicks
 *   FROM (
 *        SELECT * FROM rollup
 *         WHERE account_id = ?
 *           AND scope = 'campaign'
 *           AND dimension = 'country'
 *           AND granularity = 'day'
 *           AND scope_id = ?
 *           AND bucket_start &gt;= ?
 *           AND bucket_start &lt; ?) AS rollup
 * </pre>
 */
final class SelectRollups {
    /** The number of rows that are fetched at a time. A row has at most 10,000 values. */
    private static final int FETCH_ROWS = 100;

    /** The same for rows with sketches. A row of 10,000 sketches has 80 MB. */
    private static final int FETCH_ROWS_WITH_UNIQUES = 2;

    /** The units of a value with a sketch. It has some kilobytes, and takes about as long to read as an event. */
    private static final long UNITS_OF_UNIQUES = 10;

    private static final int FIRST_ARRAY = 4;

    private final StatsQuery query;
    private final RollupSource source;
    private final Predicate<String> keeps;

    SelectRollups(StatsQuery query, RollupSource source) {
        this.query = query;
        this.source = source;
        this.keeps = source.keeps();
    }

    /**
     * Adds the rows of all wanted buckets to the tallies, and reports each to the reading.
     *
     * @return how many rows there were, overflowed ones included
     */
    long read(Connection connection, Reading reading, Tallies tallies, Effort effort) throws SQLException {
        Parameters parameters = new Parameters();
        RollupRows rollups = new RollupRows(query, source, parameters);
        String sql = reading.wanted().entrySet().stream()
                .map(wanted -> arm(rollups, wanted.getKey(), wanted.getValue()))
                .collect(Collectors.joining(" UNION ALL\n"));
        int fetchRows = query.asks(Metric.UNIQUES) ? FETCH_ROWS_WITH_UNIQUES : FETCH_ROWS;
        return parameters.read(connection, sql, fetchRows, row -> add(row, reading, tallies, effort));
    }

    private String arm(RollupRows rollups, Granularity granularity, List<Span> spans) {
        return """
                SELECT '%s', (extract(epoch FROM bucket_start) * 1000)::bigint, overflow, vals%s
                  FROM %s
                """.formatted(
                        granularity.name(),
                        query.metrics().stream().map(m -> ", " + m.word()).collect(Collectors.joining()),
                        rollups.table(granularity, spans));
    }

    private void add(ResultSet row, Reading reading, Tallies tallies, Effort effort) throws SQLException {
        long start = row.getLong(2);
        boolean overflow = row.getBoolean(3);
        reading.found(Granularity.valueOf(row.getString(1)), start, overflow);
        if (overflow) {
            return;
        }
        String[] values = (String[]) row.getArray(FIRST_ARRAY).getArray();
        effort.values(query.asks(Metric.UNIQUES) ? UNITS_OF_UNIQUES * values.length : values.length);
        Counts[] counts = new Counts[values.length];
        int step = tallies.step(start);
        for (int i = 0; i < values.length; i++) {
            if (keeps.test(values[i])) {
                counts[i] = tallies.of(step, source.group(query, values[i]));
            }
        }
        int column = FIRST_ARRAY + 1;
        for (Metric metric : query.metrics()) {
            Array array = row.getArray(column++);
            if (array != null) {
                add(metric, (Object[]) array.getArray(), counts, tallies);
            }
        }
    }

    private static void add(Metric metric, Object[] elements, @Nullable Counts[] row, Tallies tallies) {
        Optional<Measure> measure = metric.measure();
        for (int i = 0; i < elements.length; i++) {
            Counts counts = row[i];
            if (counts == null) {
                continue;
            }
            if (measure.isPresent()) {
                counts.add(measure.get(), (Long) elements[i]);
            } else {
                tallies.addVisitors(counts, (byte[]) elements[i]);
            }
        }
    }
}
