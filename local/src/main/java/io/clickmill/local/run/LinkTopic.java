package io.clickmill.local.run;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The job's progress in the topic of links. With every checkpoint it commits the offsets of what it has written. */
public final class LinkTopic {
    private final KafkaAccess kafka;
    private final Topics topics;

    public LinkTopic(KafkaAccess kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /** The current end offset of each partition. */
    public Map<TopicPartition, Long> ends() throws InterruptedException {
        try (Admin admin = TopicOffsets.admin(kafka)) {
            return TopicOffsets.ends(admin, topics.links());
        } catch (ExecutionException | TimeoutException e) {
            throw TopicOffsets.failure(kafka, e);
        }
    }

    /** How many records before these end offsets the job had not yet written at its last checkpoint. */
    public long recordsLeft(Map<TopicPartition, Long> ends) throws InterruptedException {
        try (Admin admin = TopicOffsets.admin(kafka)) {
            Map<TopicPartition, @Nullable OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(topics.group())
                    .partitionsToOffsetAndMetadata()
                    .get(TopicOffsets.WAIT_SECONDS, TimeUnit.SECONDS);
            return ends.entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue() - offset(committed.get(end.getKey()))))
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw TopicOffsets.failure(kafka, e);
        }
    }

    private static long offset(@Nullable OffsetAndMetadata committed) {
        return committed == null ? 0 : committed.offset();
    }
}
