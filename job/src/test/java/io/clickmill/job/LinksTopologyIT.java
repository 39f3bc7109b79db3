package io.clickmill.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.LinkKey;
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
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Writes links beside clicks, on a MiniCluster and a real database, through failures of either side. */
class LinksTopologyIT {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final long NOON = Instant.parse("2024-05-01T12:00:00Z").toEpochMilli();
    private static final String LINKS =
            "SELECT link_id, url, attributes, created_at, kafka_offset FROM link ORDER BY 1";

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    static Path checkpoints;

    private final Sql sql = new Sql(DATABASE);

    @Test
    void keepsLinksAndClicksThroughFailuresOfBoth() throws Exception {
        try (MemoryTopic clicks = new MemoryTopic("clicks", 2);
                MemoryTopic links = new MemoryTopic("links", 2)) {
            JobClient job = start(clicks, links);
            try {
                // The topic of links is empty: clicks are counted and become complete nevertheless.
                click(clicks, 0, NOON, "known");
                click(clicks, 1, NOON, "unknown");
                awaitLines("SELECT count(*) FROM link", "2");
                click(clicks, 0, NOON + 180_000, "known");
                click(clicks, 1, NOON + 180_000, "known");
                awaitLines("SELECT received, logged, progress FROM rollup_progress", "4|4|2024-05-01 12:02:20+00");
                assertThat(sql.lines(LINKS))
                        .containsExactly(
                                "known|https://click.test/|{}|2024-05-01 12:00:00+00|~",
                                "unknown|https://click.test/|{}|2024-05-01 12:00:00+00|~");

                link(links, 0, "known", "\"url\":\"https://1.test/\",\"title\":\"One\"");
                link(links, 1, "unclicked", "\"created_at\":\"2024-01-01T00:00:00Z\"");
                links.append(0, NOON, null, "no link".getBytes(UTF_8));
                awaitLines(
                        LINKS,
                        "known|https://1.test/|{\"title\": \"One\"}|2024-05-01 12:00:00+00|0",
                        "unclicked||{}|2024-01-01 00:00:00+00|0",
                        "unknown|https://click.test/|{}|2024-05-01 12:00:00+00|~");

                links.failOnceAt(0, 2);
                link(links, 0, "known", "\"url\":\"https://2.test/\"");
                links.append(1, NOON, new LinkKey("acme", "unclicked").bytes(), null);
                awaitLines(
                        LINKS,
                        "known|https://2.test/|{}|2024-05-01 12:00:00+00|2",
                        "unknown|https://click.test/|{}|2024-05-01 12:00:00+00|~");
                assertThat(links.hasFailed()).isTrue();

                clicks.failOnceAt(0, 2);
                click(clicks, 0, NOON + 181_000, "new");
                link(links, 0, "known", "\"url\":\"https://3.test/\"");
                awaitLines("SELECT received, logged, duplicates, rejected FROM rollup_progress", "5|5|0|0");
                awaitLines(
                        LINKS,
                        "known|https://3.test/|{}|2024-05-01 12:00:00+00|3",
                        "new|https://click.test/|{}|2024-05-01 12:03:01+00|~",
                        "unknown|https://click.test/|{}|2024-05-01 12:00:00+00|~");
                assertThat(clicks.hasFailed()).isTrue();
            } finally {
                job.cancel().get();
            }
        }
    }

    private static JobClient start(MemoryTopic clicks, MemoryTopic links) throws Exception {
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
        return environment.executeAsync(ClickmillJob.NAME);
    }

    private static void click(MemoryTopic clicks, int partition, long time, String linkId) {
        String json = "{\"account_id\":\"acme\",\"event_id\":\"e" + partition + time + "\",\"timestamp\":" + time
                + ",\"link_id\":\"" + linkId + "\",\"url\":\"https://click.test/\"}";
        clicks.append(partition, time, json.getBytes(UTF_8));
    }

    private static void link(MemoryTopic links, int partition, String linkId, String fields) {
        String json = "{\"account_id\":\"acme\",\"link_id\":\"" + linkId + "\"," + fields + "}";
        links.append(partition, NOON, new LinkKey("acme", linkId).bytes(), json.getBytes(UTF_8));
    }

    private void awaitLines(String query, String... expected) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!sql.lines(query).equals(List.of(expected)) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
        assertThat(sql.lines(query)).containsExactly(expected);
    }
}
