package io.clickmill.api.publish;

import io.clickmill.contract.settings.KafkaAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends events or links to a Kafka topic. All replicas acknowledge a record, the order within a partition is kept, and
 * retries of the Kafka client make no duplicates.
 */
public final class KafkaClickPublisher implements ClickPublisher {
    /** The maximum time for all records of a request. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * The maximum time that one send may wait for the topic's partitions, or for room in the buffer of unsent records.
     */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    private static final int REACHABLE_TIMEOUT_MILLIS = 1_000;

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;

    /** Connects in the background. The constructor does not fail if no broker answers yet. */
    public KafkaClickPublisher(KafkaAccess kafka, String topic) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>(kafka.clientProperties());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "clickmill-api");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, Object> healthSettings = new HashMap<>(kafka.clientProperties());
        healthSettings.put(AdminClientConfig.CLIENT_ID_CONFIG, "clickmill-api-health");
        healthSettings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REACHABLE_TIMEOUT_MILLIS);
        healthSettings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REACHABLE_TIMEOUT_MILLIS);
        this.admin = Admin.create(healthSettings);
    }

    @Override
    public void publish(List<ClickRecord> records) throws PublishException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        // A send may block for this long, so the last one has to start this long before the deadline.
        long lastSend = deadline - MAX_BLOCK.toNanos();
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        try {
            for (ClickRecord record : records) {
                byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
                if (System.nanoTime() > lastSend) {
                    throw new TimeoutException(sent.size() + " of " + records.size() + " records sent");
                }
                Future<RecordMetadata> future = producer.send(new ProducerRecord<>(topic, key, record.json()));
                if (future.isDone()) {
                    // A record that could not be queued has failed already. Each of the others would wait just as long.
                    future.get();
                }
                sent.add(future);
            }
            for (Future<RecordMetadata> future : sent) {
                future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException("interrupted while sending", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new PublishException("topic " + topic + " did not take " + records.size() + " records", e);
        }
    }

    @Override
    public boolean isReachable() {
        try {
            admin.describeCluster().nodes().get(REACHABLE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        admin.close(Duration.ofSeconds(1));
    }
}
