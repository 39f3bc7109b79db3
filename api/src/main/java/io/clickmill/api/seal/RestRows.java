package io.clickmill.api.seal;

import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;

/** The rows of a question that seals do not have, counted by step and group. */
public final class RestRows {
    private final DuckDBAppender table;

    RestRows(DuckDBAppender table) {
        this.table = table;
    }

    /**
     * Adds a row. Several rows may have the same step and group.
     *
     * @param step from 1
     * @param metrics the numbers in the order of the query's metrics
     * @param log the events that were read from the log
     * @param late the late events, which are not among these
     */
    public void add(int step, List<String> group, long[] metrics, long log, long late) throws SQLException {
        table.beginRow().append(step);
        for (String value : group) {
            table.append(value);
        }
        for (long metric : metrics) {
            table.append(metric);
        }
        table.append(log).append(late).endRow();
    }
}
