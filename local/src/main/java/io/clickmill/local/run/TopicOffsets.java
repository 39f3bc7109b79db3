package io.clickmill.local.run;

import io.clickmill.contract.settings.KafkaAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka for the end offsets of topics, with a time limit. */
final class TopicOffsets {
    static final int WAIT_SECONDS = 20;

    private TopicOffsets() {}

    static Admin admin(KafkaAccess kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WAIT_SECONDS * 1000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WAIT_SECONDS * 1000);
        return Admin.create(settings);
    }

    /** The offset after the last record of each partition. */
    static Map<TopicPartition, Long> ends(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> latest =
                admin
                        .describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(WAIT_SECONDS, TimeUnit.SECONDS)
                        .values()
                        .stream()
                        .flatMap(found -> found.partitions().stream())
                        .collect(Collectors.toMap(
                                partition -> new TopicPartition(topic, partition.partition()),
                                partition -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get(WAIT_SECONDS, TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    static CommandFailure failure(KafkaAccess kafka, Exception cause) {
        return new CommandFailure(
                "Kafka at " + kafka.bootstrapServers() + " does not answer: " + cause.getMessage(), cause);
    }
}
