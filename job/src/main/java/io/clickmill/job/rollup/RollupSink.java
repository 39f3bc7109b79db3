package io.clickmill.job.rollup;

import io.clickmill.job.PostgresAccess;
import io.clickmill.job.count.RollupRow;
import io.clickmill.job.progress.RunId;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/**
 * Writes complete buckets into table {@code rollup}, in batches and before every checkpoint barrier. The rows have
 * absolute values, so that writing them again after a restart changes nothing. The database refuses rows of a run that
 * another one has replaced, see {@link RunConnections}.
 */
public final class RollupSink implements Sink<RollupRow> {
    private static final long serialVersionUID = 1;

    /** The connector itself never begins a batch. */
    private static final int NO_BATCHES = 0;

    private final PostgresAccess postgres;

    public RollupSink(PostgresAccess postgres) {
        this.postgres = postgres;
    }

    @Override
    public SinkWriter<RollupRow> createWriter(WriterInitContext context) throws IOException {
        RunId run = RunId.of(context.metricGroup().getAllVariables());
        // Rows are of no use before the next checkpoint, so there is no timer. A failure restarts the job, as it does
        // for the other writers.
        JdbcExecutionOptions options = JdbcExecutionOptions.builder()
                .withBatchSize(NO_BATCHES)
                .withBatchIntervalMs(0)
                .withMaxRetries(0)
                .build();
        RunConnections connections = new RunConnections(postgres, run);
        SinkWriter<RollupRow> rows = JdbcSink.<RollupRow>builder()
                .withQueryStatement(UpsertRollup.UPSERT, UpsertRollup::bind)
                .withExecutionOptions(options)
                .buildAtLeastOnce(connections)
                .createWriter(context);
        return new BoundedBatches(rows, connections);
    }

    /** Flushes after many rows, or when the rows take much memory, which the connector cannot tell. */
    private static final class BoundedBatches implements SinkWriter<RollupRow> {
        private final SinkWriter<RollupRow> writer;
        private final RunConnections connections;
        private final RowBatch batch = new RowBatch();

        BoundedBatches(SinkWriter<RollupRow> writer, RunConnections connections) {
            this.writer = writer;
            this.connections = connections;
        }

        @Override
        public void write(RollupRow row, Context context) throws IOException, InterruptedException {
            if (batch.isBefore(row)) {
                flush(false);
            }
            writer.write(row, context);
            batch.add(row);
            if (batch.isFull()) {
                flush(false);
            }
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            writer.flush(endOfInput);
            batch.clear();
        }

        @Override
        public void close() throws Exception {
            // The connector writes what is left. If that fails, it does not close its connection.
            try {
                writer.close();
            } finally {
                connections.closeConnection();
            }
        }
    }
}
