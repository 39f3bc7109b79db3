package io.clickmill.job.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickmill.contract.event.RejectedClick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Writes a rejected record as it came, key and value byte for byte, and says in headers where it came from and what is
 * wrong with it. The values of the headers are UTF-8 text, numbers in decimal digits.
 *
 * <p>A producer refuses records above a megabyte by default, before it compresses them, and a compressed record of that
 * size can be much longer. Such a one must not stop the job: a key or value of more than {@value #MAX_BYTES} bytes is cut
 * there, and header {@code clickmill.cut} then has the length that the value had.
 */
public final class RejectedRecordSerializer implements KafkaRecordSerializationSchema<RejectedClick> {
    private static final long serialVersionUID = 1L;

    /** Key and value together stay below Kafka's default {@code max.request.size} of 1,048,576. */
    static final int MAX_BYTES = 500_000;

    private final String topic;

    /** A serializer of records for that topic. */
    public RejectedRecordSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(RejectedClick rejected, KafkaSinkContext context, Long timestamp) {
        List<Header> headers = new ArrayList<>(List.of(
                header("topic", rejected.topic()),
                header("partition", Integer.toString(rejected.partition())),
                header("offset", Long.toString(rejected.offset())),
                header("reason", rejected.reason().wireName()),
                header("detail", rejected.detail())));
        byte[] value = rejected.value();
        if (value != null && value.length > MAX_BYTES) {
            headers.add(header("cut", Integer.toString(value.length)));
        }
        return new ProducerRecord<>(topic, null, null, cut(rejected.key()), cut(value), headers);
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes) {
        return bytes == null || bytes.length <= MAX_BYTES ? bytes : Arrays.copyOf(bytes, MAX_BYTES);
    }

    private static Header header(String name, String value) {
        return new RecordHeader("clickmill." + name, value.getBytes(UTF_8));
    }
}
