package io.clickmill.api.sql;

import io.clickmill.api.plan.Reading;
import io.clickmill.api.plan.RollupSource;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Granularity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
        long count = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    reading.found(Granularity.valueOf(rows.getString(1)), rows.getLong(2), rows.getBoolean(3));
                }
            }
        }
        return count;
    }
}
