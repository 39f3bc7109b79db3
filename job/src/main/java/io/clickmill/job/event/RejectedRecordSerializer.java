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
 * Writes a rejected record as it came, key and value byte for byte. Headers say where it came from and what is wrong
 * with it. The values of the headers are UTF-8 text, numbers in decimal digits.
 *
 * <p>A producer refuses records above a megabyte by default, measured before compression, while a compressed record in
 * the topic can be much longer than that. Such a record must not stop the job. So a key or value of more than
 * {@value #MAX_BYTES} bytes is cut there. If the value is cut, header {@code clickmill.cut} has its original length.
 */
public final class RejectedRecordSerializer implements KafkaRecordSerializationSchema<RejectedClick> {
    private static final long serialVersionUID = 1L;

    /**
     * The maximum size of a key and of a value, in bytes. Together they stay below Kafka's default
     * {@code max.request.size}, 1,048,576.
     */
    static final int MAX_BYTES = 500_000;

    private final String topic;

    /** Creates a serializer of records for this topic. */
    public RejectedRecordSerializer(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(RejectedClick rejected, KafkaSinkContext context, Long timestamp) {
        List<Header> headers = new ArrayList<>(List.of(
                header("topic", rejected.topic()),
                header("partition", Integer.toString(rejected.partition())),
                header("offset", Long.toString(rejected.offset())),
                header("reason", rejected.reason().word()),
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
