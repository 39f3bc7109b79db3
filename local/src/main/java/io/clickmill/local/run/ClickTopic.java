package io.clickmill.local.run;

import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Topics;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** How many records the topic of clicks has taken in. */
public final class ClickTopic {
    private final KafkaAccess kafka;
    private final Topics topics;

    public ClickTopic(KafkaAccess kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * All records ever written, those that retention has removed included. The job has counted as many when it has seen
     * them all; the topic has no transactions, whose marks would take offsets without being records.
     */
    public long recordCount() throws InterruptedException {
        try (Admin admin = TopicOffsets.admin(kafka)) {
            return TopicOffsets.ends(admin, topics.clicks()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw TopicOffsets.failure(kafka, e);
        }
    }
}
