package io.clickmill.job.event;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of the topic of clicks, whose records must carry the time at which Kafka took them. The job does not
 * start on a topic of another kind; records that came while a running job's topic was of another kind are rejected one by
 * one ({@link RejectReason#CLIENT_TIME}).
 */
public final class ClicksTopic implements KafkaSubscriber {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ClicksTopic.class);
    private static final String EXPECTED = "LogAppendTime";

    private final String name;

    public ClicksTopic(String name) {
        this.name = name;
    }

    /** @throws IllegalStateException if the topic's records carry their clients' time */
    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
        Set<TopicPartition> partitions =
                KafkaSubscriber.getTopicListSubscriber(List.of(name)).getSubscribedTopicPartitions(admin);
        requireArrivalTime(admin);
        return partitions;
    }

    private void requireArrivalTime(AdminClient admin) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            ConfigEntry type = admin.describeConfigs(Set.of(topic))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            if (type != null && !EXPECTED.equals(type.value())) {
                throw new IllegalStateException("topic " + name + ": message.timestamp.type is " + type.value()
                        + " (expected: LogAppendTime); set it with kafka-configs --alter --entity-type topics"
                        + " --entity-name " + name + " --add-config message.timestamp.type=LogAppendTime");
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw new IllegalStateException("topic " + name + ": its settings cannot be read", e.getCause());
            }
            // Each record is looked at as well, so nothing is counted wrongly.
            LOG.warn("topic {}: message.timestamp.type is not known, as DescribeConfigs is not allowed", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
