package io.clickmill.job.sink;

import io.clickmill.job.PostgresAccess;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.progress.BalanceChange;
import io.clickmill.job.progress.RunFence;
import io.clickmill.job.progress.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes complete buckets into table {@code rollup} in batches: after a while, when a batch is full, and before every
 * checkpoint barrier. It lets no row through and every watermark, so that behind it a barrier and a watermark say
 * together what is complete and durable. Holds no state: what is not written when it fails is counted again.
 */
public final class WriteRollups extends AbstractStreamOperator<BalanceChange>
        implements OneInputStreamOperator<RollupRow, BalanceChange> {
    private static final long serialVersionUID = 1;

    private static final int MAX_BATCH_ROWS = 1_000;

    /** A row may have 10,000 values and as many sketches: a batch of such rows must not fill the heap. */
    private static final int MAX_BATCH_VALUES = 50_000;

    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    private final PostgresAccess postgres;

    private transient @Nullable Connection connection;
    private transient @Nullable RunId run;
    private transient @Nullable ScheduledFuture<?> flushTimer;
    private transient List<RollupRow> batch = new ArrayList<>();
    private transient int batchValues;

    public WriteRollups(PostgresAccess postgres) {
        this.postgres = postgres;
    }

    @Override
    public void open() throws Exception {
        super.open();
        batch = new ArrayList<>();
        batchValues = 0;
        run = RunId.of(getContainingTask().getEnvironment().getExecutionId());
        connection = postgres.connect();
        connection.setAutoCommit(false);
    }

    @Override
    public void processElement(StreamRecord<RollupRow> element) throws Exception {
        if (batch.isEmpty()) {
            long at = getProcessingTimeService().getCurrentProcessingTime() + FLUSH_INTERVAL.toMillis();
            flushTimer = getProcessingTimeService().registerTimer(at, timestamp -> flush());
        }
        batch.add(element.getValue());
        batchValues += element.getValue().values().length;
        if (batch.size() >= MAX_BATCH_ROWS || batchValues >= MAX_BATCH_VALUES) {
            flush();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    private void flush() throws SQLException {
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        if (batch.isEmpty()) {
            return;
        }
        Connection open = Objects.requireNonNull(connection);
        RunFence.require(open, Objects.requireNonNull(run));
        RollupStatement binder = new RollupStatement();
        try (PreparedStatement statement = open.prepareStatement(RollupStatement.UPSERT)) {
            for (RollupRow row : batch) {
                binder.accept(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
        open.commit();
        batch = new ArrayList<>();
        batchValues = 0;
    }

    @Override
    public void close() throws Exception {
        if (connection != null) {
            connection.close();
        }
        super.close();
    }
}
