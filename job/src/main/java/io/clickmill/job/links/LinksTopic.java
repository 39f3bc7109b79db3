package io.clickmill.job.links;

import io.clickmill.contract.Topics;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The partitions of the topic of links. The topic must exist, because one that a client creates would not be compacted.
 */
public final class LinksTopic implements KafkaSubscriber {
    private static final long serialVersionUID = 1;

    private final String name;

    public LinksTopic(String name) {
        this.name = name;
    }

    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
        try {
            return KafkaSubscriber.getTopicListSubscriber(List.of(name)).getSubscribedTopicPartitions(admin);
        } catch (RuntimeException e) {
            if (ExceptionUtils.findThrowable(e, UnknownTopicOrPartitionException.class)
                    .isPresent()) {
                throw new IllegalStateException(
                        "topic " + name + ": absent (expected: a topic with cleanup.policy=compact; create it, or set "
                                + Topics.LINKS_VARIABLE + ")",
                        e);
            }
            throw e;
        }
    }
}
