package io.clickmill.api.sql;

import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.plan.Span;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Counts;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The visitors that rollups hold for the groups of a page; the other values of their rows stay in the database.
 *
 * <p>Example of a part of the statement:
 *
 * <pre>
 * SELECT 1, val, visitors
 *   FROM (SELECT * FROM rollup …) AS rollup
 *  CROSS JOIN LATERAL unnest(vals, uniques) AS value (val, visitors)
 *  WHERE true
 *    AND val = ANY (?)
 * </pre>
 */
final class SelectVisitors {
    /** A sketch has up to 8 KB. */
    private static final int FETCH_ROWS = 500;

    private final StatsQuery query;
    private final RollupSource source;
    private final PageGroups groups;
    private final Parameters parameters = new Parameters();
    private final List<String> parts = new ArrayList<>();

    /** Starts with nothing to read. */
    SelectVisitors(StatsQuery query, RollupSource source, PageGroups groups) {
        this.query = query;
        this.source = source;
        this.groups = groups;
    }

    /** Adds the rows of some spans of buckets. */
    SelectVisitors rollups(long[] starts, Granularity granularity, List<Span> spans) {
        RollupRows rollups = new RollupRows(query, source, parameters);
        parts.add("SELECT " + rollups.step(starts) + ", val, visitors\n  FROM " + rollups.table(granularity, spans)
                + "\n CROSS JOIN LATERAL unnest(vals, uniques) AS value (val, visitors)\n WHERE " + rollups.values()
                + ofGroups());
        return this;
    }

    /** Adds the visitors to the counts of the page's groups. */
    void read(Connection connection, Tallies tallies) throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        parameters.read(connection, String.join("\n UNION ALL\n", parts), FETCH_ROWS, row -> {
            Counts counts = tallies.of(row.getInt(1) - 1, source.group(query, row.getString(2)));
            byte[] visitors = row.getBytes(3);
            if (counts != null && visitors != null) {
                tallies.addVisitors(counts, visitors);
            }
        });
    }

    /** The condition on the one field that is not the scope's own; empty if there is no such field. */
    private String ofGroups() {
        Optional<Field> own = RollupSource.field(source.scope());
        for (int i = 0; i < query.groupBy().size(); i++) {
            Field field = query.groupBy().get(i);
            if (!own.equals(Optional.of(field))) {
                parameters.texts(groups.column(i));
                return " AND " + FieldSql.ofDimension(field, "val") + " = ANY (?)";
            }
        }
        return "";
    }
}
