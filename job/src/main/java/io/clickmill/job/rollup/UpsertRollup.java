package io.clickmill.job.rollup;

import io.clickmill.contract.Measure;
import io.clickmill.job.count.RollupRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/** Writes rows of table {@code rollup} with absolute values, so that writing them again changes nothing. */
final class UpsertRollup {
    /** Its parameters are set by {@link #bind}. */
    static final String UPSERT =
            """
            INSERT INTO rollup (
                   account_id, scope, dimension, granularity, scope_id, bucket_start, overflow,
                   vals, uniques, uniques_estimate, %s)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, %s)
            ON CONFLICT (account_id, scope, dimension, granularity, scope_id, bucket_start) DO UPDATE
               SET overflow = EXCLUDED.overflow,
                   vals = EXCLUDED.vals,
                   uniques = EXCLUDED.uniques,
                   uniques_estimate = EXCLUDED.uniques_estimate,
                   %s
            """.formatted(Measure.columns("%s"), Measure.columns("?"), Measure.columns("%s = EXCLUDED.%s"));

    private static final int FIRST_MEASURE = 11;

    private UpsertRollup() {}

    /** Writes the rows in the transaction of the connection. */
    static void execute(Connection connection, List<RollupRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (RollupRow row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void bind(PreparedStatement statement, RollupRow row) throws SQLException {
        statement.setString(1, row.key().accountId());
        statement.setString(2, row.key().scope().word());
        statement.setString(3, row.dimension().word());
        statement.setString(4, row.granularity().word());
        statement.setString(5, row.key().scopeId());
        statement.setObject(6, Instant.ofEpochMilli(row.bucketStart()).atOffset(ZoneOffset.UTC));
        statement.setBoolean(7, row.overflow());
        statement.setObject(8, row.values());
        if (row.hasUniques()) {
            statement.setObject(9, row.uniques());
            statement.setObject(10, row.uniquesEstimates());
        } else {
            statement.setNull(9, Types.ARRAY);
            statement.setNull(10, Types.ARRAY);
        }
        for (Measure measure : Measure.values()) {
            bind(statement, FIRST_MEASURE + measure.ordinal(), measure, row.numbers(measure));
        }
    }

    /** Binds null if all numbers are zero, except for clicks. */
    private static void bind(PreparedStatement statement, int index, Measure measure, long[] numbers)
            throws SQLException {
        if (measure != Measure.CLICKS && Arrays.stream(numbers).allMatch(number -> number == 0)) {
            statement.setNull(index, Types.ARRAY);
        } else {
            statement.setObject(index, numbers);
        }
    }
}
