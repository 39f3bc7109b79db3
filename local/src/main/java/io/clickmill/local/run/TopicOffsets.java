package io.clickmill.local.run;

import io.clickmill.contract.Topics;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how far the topics and the job's progress in them are, with a time limit. */
public final class TopicOffsets {
    private static final int WAIT_SECONDS = 20;

    private final KafkaAccess kafka;
    private final Topics topics;

    private interface Question<T> {
        T ask(Admin admin) throws InterruptedException, ExecutionException, TimeoutException;
    }

    public TopicOffsets(KafkaAccess kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * The number of all clicks ever written, including those that retention has removed. The job's count of received
     * records is equal once it has seen them all. The topic has no transactions, whose markers would take offsets too.
     */
    public long clicks() throws InterruptedException {
        return ask(admin -> ends(admin, topics.clicks())).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The current end offset of each partition of the topic of links. */
    public Map<TopicPartition, Long> endsOfLinks() throws InterruptedException {
        return ask(admin -> ends(admin, topics.links()));
    }

    /**
     * How many links before these end offsets the job had not yet written at its last checkpoint. With every checkpoint
     * it commits the offsets of what it has written.
     */
    public long linksLeft(Map<TopicPartition, Long> ends) throws InterruptedException {
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
                ask(admin -> admin.listConsumerGroupOffsets(topics.group())
                        .partitionsToOffsetAndMetadata()
                        .get(WAIT_SECONDS, TimeUnit.SECONDS));
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - offset(committed.get(end.getKey()))))
                .sum();
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }

    private <T> T ask(Question<T> question) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, WAIT_SECONDS * 1000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, WAIT_SECONDS * 1000);
        try (Admin admin = Admin.create(settings)) {
            return question.ask(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure("Kafka at " + kafka.bootstrapServers() + " does not answer: " + e.getMessage(), e);
        }
    }

    /** The offset after the last record of each partition. */
    private static Map<TopicPartition, Long> ends(Admin admin, String topic)
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
}
