package io.clickmill.job.event;

import io.clickmill.contract.event.RejectReason;
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
 * start on a topic with another {@code message.timestamp.type}. If this changes while the job runs, an error is logged
 * every minute, and records are rejected one by one ({@link RejectReason#CLIENT_TIME}) until it is changed back.
 */
public final class ClicksTopic implements KafkaSubscriber {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(ClicksTopic.class);
    private static final String EXPECTED = "LogAppendTime";

    private final String name;
    private transient boolean started;

    public ClicksTopic(String name) {
        this.name = name;
    }

    /** @throws IllegalStateException if the topic's records carry their clients' time */
    @Override
    public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
        Set<TopicPartition> partitions =
                KafkaSubscriber.getTopicListSubscriber(List.of(name)).getSubscribedTopicPartitions(admin);
        String type = timestampType(admin);
        if (!EXPECTED.equals(type)) {
            String wrong = "topic " + name + ": message.timestamp.type is " + type
                    + " (expected: LogAppendTime); set it with kafka-configs --alter --entity-type topics"
                    + " --entity-name " + name + " --add-config message.timestamp.type=LogAppendTime";
            if (!started) {
                throw new IllegalStateException(wrong);
            }
            LOG.error(wrong);
        }
        started = true;
        return partitions;
    }

    private String timestampType(AdminClient admin) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            ConfigEntry type = admin.describeConfigs(Set.of(topic))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            return type == null ? EXPECTED : String.valueOf(type.value());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw new IllegalStateException("topic " + name + ": its settings cannot be read", e.getCause());
            }
            // Each record is checked as well, so nothing is counted wrongly.
            LOG.warn("topic {}: message.timestamp.type is unknown, as DescribeConfigs is not allowed", name);
            return EXPECTED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
