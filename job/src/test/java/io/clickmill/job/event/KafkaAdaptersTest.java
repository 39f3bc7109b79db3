package io.clickmill.job.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.ParsedRecord;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.contract.event.RejectedClick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class KafkaAdaptersTest {
    private static final long ARRIVAL = 1_714_564_800_000L;

    @Test
    void readsARecordWithItsPlaceAndTime() throws Exception {
        DeserializeClicks deserializer = InstantiationUtil.clone(new DeserializeClicks(EventRules.DEFAULTS));
        List<ParsedRecord> parsed = new ArrayList<>();
        String json = "{\"event_id\":\"e\",\"account_id\":\"a\",\"timestamp\":" + ARRIVAL + "}";
        deserializer.deserialize(message(json.getBytes(UTF_8)), new ListCollector<>(parsed));
        deserializer.deserialize(message(null), new ListCollector<>(parsed));

        assertThat(parsed).hasSize(2);
        assertThat(parsed.get(0).event()).satisfies(event -> {
            assertThat(event.kafka().partition()).isEqualTo(2);
            assertThat(event.kafka().offset()).isEqualTo(7);
            assertThat(event.kafka().appendedAt()).isEqualTo(ARRIVAL);
        });
        assertThat(parsed.get(1).rejected().reason()).isEqualTo(RejectReason.EMPTY_RECORD);
        assertThat(deserializer.getProducedType().getTypeClass()).isEqualTo(ParsedRecord.class);
    }

    @Test
    void rejectsARecordThatCarriesItsClientsTime() throws Exception {
        DeserializeClicks deserializer = new DeserializeClicks(EventRules.DEFAULTS);
        ConsumerRecord<byte[], byte[]> message = message(TimestampType.CREATE_TIME, new byte[] {'{', '}'});
        List<ParsedRecord> parsed = new ArrayList<>();
        deserializer.deserialize(message, new ListCollector<>(parsed));
        assertThat(parsed).singleElement().satisfies(record -> {
            RejectedClick rejected = record.rejected();
            assertThat(rejected.reason()).isEqualTo(RejectReason.CLIENT_TIME);
            assertThat(rejected.detail())
                    .isEqualTo("the record's time is of type CreateTime (expected: LogAppendTime)");
            assertThat(rejected.value()).isEqualTo(new byte[] {'{', '}'});
            assertThat(rejected.offset()).isEqualTo(7);
        });
    }

    @Test
    void writesARejectedRecordAsItCame() {
        byte[] key = {1};
        byte[] value = {(byte) 0xFF, 0};
        ProducerRecord<byte[], byte[]> written = serialize(key, value);
        assertThat(written.topic()).isEqualTo("clicks.rejected");
        assertThat(written.partition()).isNull();
        assertThat(written.key()).isEqualTo(key);
        assertThat(written.value()).isEqualTo(value);
        assertThat(headers(written))
                .containsExactly(
                        entry("clickmill.topic", "clicks"),
                        entry("clickmill.partition", "3"),
                        entry("clickmill.offset", "42"),
                        entry("clickmill.reason", "invalid_utf8"),
                        entry("clickmill.detail", "Größe"));
    }

    @Test
    void writesARecordWithoutKeyAndValue() {
        assertThat(serialize(null, null).value()).isNull();
        assertThat(serialize(null, null).key()).isNull();
    }

    @Test
    void cutsRecordsThatAProducerWouldRefuse() {
        ProducerRecord<byte[], byte[]> written = serialize(new byte[2_000_000], new byte[3_000_000]);
        assertThat(written.key()).hasSize(500_000);
        assertThat(written.value()).hasSize(500_000);
        assertThat(headers(written)).contains(entry("clickmill.cut", "3000000"));
    }

    private static ConsumerRecord<byte[], byte[]> message(byte[] value) {
        return message(TimestampType.LOG_APPEND_TIME, value);
    }

    private static ConsumerRecord<byte[], byte[]> message(TimestampType timestampType, byte[] value) {
        return new ConsumerRecord<>(
                "clicks", 2, 7, ARRIVAL, timestampType, 0, 0, null, value, new RecordHeaders(), Optional.empty());
    }

    private static ProducerRecord<byte[], byte[]> serialize(byte[] key, byte[] value) {
        RejectedClick rejected =
                new RejectedClick(RejectReason.INVALID_UTF8, "Größe", value, key, "clicks", 3, 42, ARRIVAL);
        return new RejectedRecordSerializer("clicks.rejected").serialize(rejected, null, null);
    }

    private static Map<String, String> headers(ProducerRecord<?, ?> written) {
        Map<String, String> headers = new LinkedHashMap<>();
        written.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
