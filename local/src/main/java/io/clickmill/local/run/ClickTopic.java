package io.clickmill.local.run;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** The topic of clicks, with the number of records that were ever written to it. */
public final class ClickTopic {
    private final KafkaAccess kafka;
    private final Topics topics;

    public ClickTopic(KafkaAccess kafka, Topics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * The number of all records ever written, including those that retention has removed. The job's count of received
     * records is equal once it has seen them all. The topic has no transactions, whose markers would take offsets too.
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
