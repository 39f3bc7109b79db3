package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.local.embedded.LocalFlink;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.embedded.RunningJob;
import io.clickmill.local.run.CommandFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * A pipeline in Flink SQL with the stock connectors of Kafka and JDBC: it writes each event into the product's table
 * {@code click_event} by upserts, and counts clicks and visitors a minute by campaign, by campaign and device, and by
 * link. It does much less than the product: it looks nothing up, has no other dimensions, hours or days, and counts
 * retries twice and late events never.
 *
 * <p>Parallelism, checkpoint interval and the reuse of objects are those of the product. All else is Flink's default,
 * so state is on the heap. The source is bounded: the job ends at the end of the topic, and then every row is committed.
 * It also writes the windows that are open at this moment, which the product does later. With a million events these are
 * one or two minutes of four, and some ten thousand rows, so that Flink SQL loses less than a second by that.
 */
final class FlinkSqlPeer implements Peer {
    private static final long POLL_MILLIS = 100;

    /** PostgreSQL's own statistics, which are up to a second old but cost nothing. */
    private static final String ESTIMATE = """
            SELECT coalesce(sum(n_tup_ins), 0)
              FROM pg_stat_user_tables
             WHERE relname LIKE 'click_event_2%'
            """;

    private static final String COUNT = "SELECT count(*) FROM click_event";

    @Override
    public Drained drain(BenchServers servers, Database database, DataShape shape, Progress progress) throws Exception {
        Configuration settings = settings(servers.newCheckpoints());
        try (Connection connection =
                        database.server().as(LocalPostgres.OWNER_ROLE).getConnection();
                LocalFlink flink = LocalFlink.start(settings, OptionalInt.empty(), servers.folder())) {
            try (Statement create = connection.createStatement()) {
                create.execute(FlinkSqlScript.CREATE_COUNTS);
            }
            LogPartitions.create(connection, shape);
            RunningJob job = flink.submit(graph(settings, new FlinkSqlScript(servers.kafka(), database)));
            try {
                Drain drain = new Drain("draining with flink-sql", shape.events(), progress, System::nanoTime);
                await(job, connection, drain, shape.events());
                double perSecond = drain.end();
                checkResults(connection, shape.events());
                return new Drained(perSecond, null);
            } finally {
                job.cancel();
            }
        }
    }

    private static Configuration settings(Path checkpoints) {
        Configuration settings = new Configuration();
        settings.set(CoreOptions.DEFAULT_PARALLELISM, LocalFlink.PARALLELISM);
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        // A failure must end the measurement.
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY,
                RestartStrategyOptions.RestartStrategyType.NO_RESTART_STRATEGY.getMainValue());
        return settings;
    }

    private static JobGraph graph(Configuration settings, FlinkSqlScript script) {
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.getConfig().set("table.local-time-zone", "UTC");
        for (String definition : script.definitions()) {
            tables.executeSql(definition);
        }
        StreamStatementSet inserts = tables.createStatementSet();
        for (String insert : FlinkSqlScript.inserts()) {
            inserts.addInsertSql(insert);
        }
        inserts.attachAsDataStream();
        return environment.getStreamGraph().getJobGraph();
    }

    private static void await(RunningJob job, Connection connection, Drain drain, long events) throws Exception {
        while (!job.hasEnded()) {
            long done = number(connection, ESTIMATE);
            // The measurement begins at this moment, so that the number must be exact.
            drain.at(drain.isAtStart() && done >= events / 10 ? number(connection, COUNT) : done);
            Thread.sleep(POLL_MILLIS);
        }
        if (!job.hasSucceeded()) {
            throw new CommandFailure(
                    "the job of flink-sql has failed: " + job.failure().orElse("no cause is known"));
        }
    }

    /** A pipeline that lost its events would be fast. One event in a hundred is a retry, and few are late. */
    private static void checkResults(Connection connection, long events) throws SQLException {
        for (String query : List.of(COUNT, "SELECT sum(clicks) FROM clicks_by_link")) {
            long found = number(connection, query);
            if (found < events * 0.98) {
                throw new CommandFailure(query + ": " + found + " (expected: nearly " + events + ")");
            }
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
