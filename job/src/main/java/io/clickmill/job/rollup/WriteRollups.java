package io.clickmill.job.rollup;

import io.clickmill.job.BatchOperator;
import io.clickmill.job.PostgresAccess;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunFence;
import io.clickmill.job.progress.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes complete buckets into table {@code rollup}, and emits nothing but watermarks. */
public final class WriteRollups extends BatchOperator<RollupRow, BalanceChange, Connection> {
    private static final long serialVersionUID = 1;

    /** The arrays of a value and its text, roughly. Its sketch comes on top, with up to 8 KB. */
    private static final int VALUE_BYTES = 320;

    /** A row may have 10,000 values: the weight is in bytes. */
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(1), 1_000, 16_000_000);

    private final PostgresAccess postgres;

    public WriteRollups(PostgresAccess postgres) {
        super(LIMITS);
        this.postgres = postgres;
    }

    @Override
    protected Connection openTable(RunId run) throws SQLException {
        Connection connection = postgres.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    protected long weight(RollupRow row) {
        long bytes = (long) VALUE_BYTES * row.values().length;
        for (byte[] sketch : row.uniques()) {
            bytes += sketch.length;
        }
        return bytes;
    }

    @Override
    protected @Nullable BalanceChange write(Connection connection, List<RollupRow> batch) throws SQLException {
        RunFence.require(connection, run());
        UpsertRollup.execute(connection, batch);
        connection.commit();
        return null;
    }
}
