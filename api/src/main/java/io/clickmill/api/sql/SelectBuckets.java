package io.clickmill.api.sql;

import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/** Which of the wanted buckets have rollup rows, and which of these have overflowed; their values are not read. */
final class SelectBuckets {
    private SelectBuckets() {}

    /**
     * Reports the rows to the reading.
     *
     * @return how many there were
     */
    static long read(Connection connection, StatsQuery query, RollupSource source, Reading reading)
            throws SQLException {
        Parameters parameters = new Parameters();
        RollupRows rollups = new RollupRows(query, source, parameters);
        String sql = reading.wanted().entrySet().stream()
                .map(wanted -> """
                        SELECT '%s', (extract(epoch FROM bucket_start) * 1000)::bigint, overflow
                          FROM %s
                        """.formatted(wanted.getKey().name(), rollups.table(wanted.getKey(), wanted.getValue())))
                .collect(Collectors.joining(" UNION ALL\n"));
        return parameters.read(
                connection,
                sql,
                0,
                row -> reading.found(Granularity.valueOf(row.getString(1)), row.getLong(2), row.getBoolean(3)));
    }
}
