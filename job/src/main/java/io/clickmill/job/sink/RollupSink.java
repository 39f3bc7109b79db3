package io.clickmill.job.sink;

import io.clickmill.job.PostgresAccess;
import io.clickmill.job.count.RollupRow;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

/** The sink of table {@code rollup}: upserts in batches, flushed at every barrier. */
public final class RollupSink {
    private static final int BATCH_ROWS = 1_000;
    private static final long BATCH_INTERVAL_MILLIS = 1_000;
    private static final int MAX_RETRIES = 3;

    private RollupSink() {}

    /** A sink into the database. */
    public static Sink<RollupRow> of(PostgresAccess postgres) {
        return JdbcSink.<RollupRow>builder()
                .withQueryStatement(RollupStatement.UPSERT, new RollupStatement())
                .withExecutionOptions(JdbcExecutionOptions.builder()
                        .withBatchSize(BATCH_ROWS)
                        .withBatchIntervalMs(BATCH_INTERVAL_MILLIS)
                        .withMaxRetries(MAX_RETRIES)
                        .build())
                .buildAtLeastOnce(connection(postgres));
    }

    private static JdbcConnectionOptions connection(PostgresAccess postgres) {
        JdbcConnectionOptions.JdbcConnectionOptionsBuilder options =
                new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                        .withUrl(postgres.url())
                        .withDriverName("org.postgresql.Driver")
                        .withUsername(postgres.user())
                        .withProperty("reWriteBatchedInserts", "true")
                        .withProperty("ApplicationName", PostgresAccess.APPLICATION_NAME)
                        .withProperty("tcpKeepAlive", "true")
                        .withProperty("connectTimeout", Integer.toString(PostgresAccess.CONNECT_TIMEOUT_SECONDS))
                        .withProperty("socketTimeout", Integer.toString(PostgresAccess.SOCKET_TIMEOUT_SECONDS));
        if (postgres.password() != null) {
            options.withPassword(postgres.password());
        }
        return options.build();
    }
}
