package io.clickmill.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.contract.TestDatabase;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.event.DeserializeClicks;
import io.clickmill.job.links.DeserializeLinks;
import io.clickmill.job.time.ArrivalWatermarks;
import io.clickmill.job.time.Lateness;
import io.clickmill.job.topic.MemoryTopic;
import io.clickmill.job.topic.MemoryTopicSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job goes on from a savepoint of a release that had 128 key groups, on a MiniCluster and a real database. */
class EarlierKeyGroupsIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long NOON = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    static Path checkpoints;

    private final Sql sql = new Sql(DATABASE);

    @Test
    void keepsThemAndKnowsWhatItHasSeen() throws Exception {
        try (MemoryTopic clicks = new MemoryTopic("clicks", 2);
                MemoryTopic links = new MemoryTopic("links", 1)) {
            Configuration earlier = new Configuration();
            earlier.set(PipelineOptions.MAX_PARALLELISM, 128);
            JobClient job = environment(clicks, links, earlier).executeAsync(ClickmillJob.NAME);
            send(clicks, 0);
            awaitLines("SELECT received, logged, duplicates FROM rollup_progress", "64|64|0");
            Configuration later = new Configuration();
            later.set(
                    StateRecoveryOptions.SAVEPOINT_PATH,
                    job.stopWithSavepoint(false, checkpoints.toUri().toString(), SavepointFormatType.DEFAULT)
                            .get());
            assertThat(KeyGroups.of(later)).isEqualTo(128);

            // Flink itself does not misread state of another number: it refuses it.
            StreamExecutionEnvironment other = environment(clicks, links, later);
            other.setMaxParallelism(1_024);
            assertThatThrownBy(() -> other.execute(ClickmillJob.NAME))
                    .hasStackTraceContaining("Max parallelism mismatch");

            job = environment(clicks, links, later).executeAsync(ClickmillJob.NAME);
            try {
                send(clicks, 1);
                awaitLines("SELECT received, logged, duplicates FROM rollup_progress", "128|64|64");
                click(clicks, 0, "next", NOON + 180_000);
                click(clicks, 1, "last", NOON + 180_000);
                awaitLines(
                        "SELECT clicks FROM rollup WHERE scope = 'account' AND dimension = 'total'"
                                + " AND granularity = 'minute'",
                        "{64}");
            } finally {
                job.cancel().get();
            }
        }
    }

    private static StreamExecutionEnvironment environment(MemoryTopic clicks, MemoryTopic links, Configuration added) {
        JobConfig config = JobConfig.parse(Map.of(
                "CLICKMILL_POSTGRES_URL",
                SampleClicks.access(DATABASE).url(),
                "CLICKMILL_VISITOR_KEY",
                "0123456789abcdef",
                "CLICKMILL_CHECKPOINT_INTERVAL",
                "200ms",
                "CLICKMILL_CHECKPOINT_DIR",
                checkpoints.toUri().toString()));
        Configuration flink = ClickmillJob.configuration(config);
        flink.addAll(added);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        environment.setParallelism(2);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOON), ZoneOffset.UTC);
        ClickTopology.build(
                environment
                        .fromSource(
                                new MemoryTopicSource<>(clicks, new DeserializeClicks(EventRules.DEFAULTS)),
                                new ArrivalWatermarks(Lateness.DEFAULT, clock),
                                "clicks")
                        .uid(OperatorId.READ_CLICKS.uid()),
                environment
                        .fromSource(
                                new MemoryTopicSource<>(links, new DeserializeLinks()),
                                WatermarkStrategy.noWatermarks(),
                                "links")
                        .uid(OperatorId.READ_LINKS.uid()),
                new DiscardingSink<>(),
                config,
                clock);
        return environment;
    }

    /** The events of noon, as many as a minute must have to get rows. */
    private static void send(MemoryTopic clicks, int partition) {
        for (int i = 0; i < 64; i++) {
            click(clicks, partition, "e" + i, NOON);
        }
    }

    private static void click(MemoryTopic clicks, int partition, String id, long time) {
        String json = "{\"account_id\":\"acme\",\"event_id\":\"" + id + "\",\"timestamp\":" + time
                + ",\"link_id\":\"l1\",\"url\":\"https://click.test/\"}";
        clicks.append(partition, time, json.getBytes(UTF_8));
    }

    private void awaitLines(String query, String... expected) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!sql.lines(query).equals(List.of(expected)) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(sql.lines(query)).containsExactly(expected);
    }
}
