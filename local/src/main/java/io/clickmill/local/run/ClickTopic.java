package io.clickmill.local.run;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How many records the topic of clicks has taken in. */
public final class ClickTopic {
    /** Topic of the click events. */
    public static final String CLICKS = "clicks";

    private static final int WAIT_SECONDS = 20;

    private final String bootstrapServers;

    public ClickTopic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * All records ever written, those that retention has removed included. The job has counted as many when it has seen
     * them all; the topic has no transactions, whose marks would take offsets without being records.
     */
    public long recordCount() throws InterruptedException {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                WAIT_SECONDS * 1000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                WAIT_SECONDS * 1000);
        try (Admin admin = Admin.create(settings)) {
            Map<TopicPartition, OffsetSpec> latest = admin
                    .describeTopics(List.of(CLICKS))
                    .allTopicNames()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .collect(Collectors.toMap(
                            partition -> new TopicPartition(CLICKS, partition.partition()),
                            partition -> OffsetSpec.latest()));
            return admin.listOffsets(latest).all().get(WAIT_SECONDS, TimeUnit.SECONDS).values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure("Kafka at " + bootstrapServers + " does not answer: " + e.getMessage(), e);
        }
    }
}
