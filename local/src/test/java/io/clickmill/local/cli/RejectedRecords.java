package io.clickmill.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The records that arrive in topic {@code clicks.rejected} from now on, by their place in topic {@code clicks}. */
final class RejectedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Place, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
    private int count;

    /** The place of the original record. */
    record Place(int partition, long offset) {}

    RejectedRecords(KafkaAccess kafka) {
        consumer = new KafkaConsumer<>(
                Map.copyOf(kafka.clientProperties()), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEFAULTS.rejected()).stream()
                .map(partition -> new TopicPartition(Topics.DEFAULTS.rejected(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Seeking is lazy, so ask for the position to make it happen now.
        partitions.forEach(consumer::position);
    }

    /** Polls once. Returns how many records have arrived since the start. */
    int poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            Map<String, String> headers = headers(record);
            found.put(
                    new Place(
                            Integer.parseInt(headers.get("clickmill.partition")),
                            Long.parseLong(headers.get("clickmill.offset"))),
                    record);
            count++;
        }
        return count;
    }

    /** The rejected record from that place; null if none has arrived. */
    ConsumerRecord<byte[], byte[]> at(Place place) {
        return found.get(place);
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return headers;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
