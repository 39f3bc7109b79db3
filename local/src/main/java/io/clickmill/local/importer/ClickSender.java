package io.clickmill.local.importer;

import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.run.CommandFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to one topic. Either each record is written exactly once, or an error is thrown: writes are idempotent
 * and acknowledged by all replicas, and a failed send fails the next {@link #send} or {@link #flush}.
 */
public final class ClickSender implements RecordSender, AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    public ClickSender(KafkaAccess kafka, String topic, Map<String, String> overrides) {
        Properties settings = new Properties();
        settings.putAll(kafka.clientProperties());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 << 20));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        settings.putAll(overrides);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.topic = topic;
    }

    @Override
    public void send(@Nullable String key, byte[] value) {
        throwIfFailed();
        var unused = producer.send(new ProducerRecord<>(topic, key, value), (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
    }

    @Override
    public void flush() {
        producer.flush();
        throwIfFailed();
    }

    private void throwIfFailed() {
        Exception e = failure.get();
        if (e instanceof TimeoutException) {
            throw new CommandFailure("Kafka does not answer: " + e.getMessage(), e);
        }
        if (e != null) {
            throw new CommandFailure("Kafka refused a record: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_WAIT);
    }
}
