package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.local.cli.RejectedRecords.Place;
import io.clickmill.local.cli.SharedSystem.Balance;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every bad record is kept as it came, and good events are counted in time before and after such records. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RejectedRecordsIT {
    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    @Order(1)
    void keepsEveryBadRecordAsItCameAndSaysWhatIsWrong() throws Exception {
        Balance balance = SYSTEM.settledBalance();
        JsonNode reasons = status().get("rejected_by_reason");
        List<BadRecord> bad = BadRecord.all();
        assertThat(EnumSet.complementOf(EnumSet.of(RejectReason.CLIENT_TIME)))
                .isEqualTo(bad.stream().map(BadRecord::reason).collect(Collectors.toSet()));
        Map<BadRecord, RecordMetadata> sent = new LinkedHashMap<>();
        try (RejectedRecords rejected = new RejectedRecords(SYSTEM.kafka());
                KafkaProducer<byte[], byte[]> producer = producer()) {
            for (BadRecord record : bad) {
                sent.put(record, send(producer, record.key(), record.value()));
            }
            // An event of the maximum size comes after all the bad ones.
            send(producer, null, BadRecord.click(65_536));
            Await.until(PATIENCE, rejected::poll, count -> count >= bad.size());
            assertSoftly(softly -> sent.forEach((record, place) -> checkRejected(softly, record, place, rejected)));
            assertThat(SYSTEM.settledBalance().since(balance))
                    .isEqualTo(new Balance(bad.size() + 1L, 1, 0, bad.size()));
            assertThat(rejected.poll()).as("rejected records").isEqualTo(bad.size());
        }
        JsonNode status = status();
        assertThat(status.get("job").asText()).isEqualTo("RUNNING");
        for (RejectReason reason : RejectReason.values()) {
            String word = reason.word();
            assertThat(status.at("/rejected_by_reason/" + word).asLong()
                            - reasons.path(word).asLong())
                    .as(word)
                    .isEqualTo(bad.stream()
                            .filter(record -> record.reason() == reason)
                            .count());
        }
        Balance now = Balance.of(status);
        assertThat(now.received()).isEqualTo(now.logged() + now.duplicates() + now.rejected());
        assertThat(restarts()).as("restarts of the job").isZero();
    }

    @Test
    @Order(2)
    void countsAnEventWithinTwoSeconds() throws Exception {
        countFiveEventsInTime("fresh");
    }

    @Test
    @Order(3)
    void rejectsARecordThatCarriesItsClientsTimeAndCountsOn() throws Exception {
        Balance balance = SYSTEM.settledBalance();
        long restarts = restarts();
        byte[] event = BadRecord.click(1_000);
        // Kafka takes no record that is an hour ahead.
        Instant ahead = Instant.now().plus(Duration.ofMinutes(55));
        try (RejectedRecords rejected = new RejectedRecords(SYSTEM.kafka());
                KafkaProducer<byte[], byte[]> producer = producer()) {
            RecordMetadata place;
            setTimestampType("CreateTime");
            try {
                place = producer.send(
                                new ProducerRecord<>(Topics.DEFAULTS.clicks(), null, ahead.toEpochMilli(), null, event))
                        .get();
            } finally {
                setTimestampType("LogAppendTime");
            }
            Await.until(PATIENCE, rejected::poll, count -> count >= 1);
            ConsumerRecord<byte[], byte[]> record = rejected.at(new Place(place.partition(), place.offset()));
            assertThat(record.value()).isEqualTo(event);
            assertThat(RejectedRecords.headers(record))
                    .containsEntry("clickmill.reason", "client_time")
                    .containsEntry(
                            "clickmill.detail", "the record's time is of type CreateTime (expected: LogAppendTime)");
        }
        countFiveEventsInTime("after-client-time");
        assertThat(SYSTEM.settledBalance().since(balance)).isEqualTo(new Balance(6, 5, 0, 1));
        assertThat(restarts()).isEqualTo(restarts);
    }

    private static void countFiveEventsInTime(String account) throws Exception {
        ApiClient fresh = new ApiClient(SYSTEM.description().apiUrl(), SYSTEM.newKey(account));
        for (int i = 1; i <= 5; i++) {
            long number = i;
            long start = System.nanoTime();
            assertThat(fresh.post("{\"campaign_id\":\"fresh\",\"event\":\"click\"}")
                            .status())
                    .isEqualTo(202);
            long counted = Await.until(
                    PATIENCE,
                    () -> fresh.get("/v1/stats", Map.of("campaign", "fresh"))
                            .data()
                            .get(0)
                            .get("clicks")
                            .asLong(),
                    clicks -> clicks >= number);
            assertThat(counted).isEqualTo(number);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private static JsonNode status() throws Exception {
        LocalRun.Ended status =
                LocalRun.command("status", "--data", SYSTEM.data().toString(), "--json");
        assertThat(status.exitCode()).isZero();
        return JSON.readTree(status.output());
    }

    private static void setTimestampType(String type) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEFAULTS.clicks());
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry("message.timestamp.type", type), AlterConfigOp.OpType.SET);
        try (Admin admin =
                Admin.create(Map.<String, Object>copyOf(SYSTEM.kafka().clientProperties()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
            Await.until(
                    PATIENCE,
                    () -> admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("message.timestamp.type")
                            .value(),
                    type::equals);
        }
    }

    private static void checkRejected(
            SoftAssertions softly, BadRecord sent, RecordMetadata place, RejectedRecords rejected) {
        ConsumerRecord<byte[], byte[]> found = rejected.at(new Place(place.partition(), place.offset()));
        softly.assertThat(found).as(sent.description()).isNotNull();
        if (found == null) {
            return;
        }
        softly.assertThat(found.key()).as("key of " + sent).isEqualTo(sent.keptKey());
        softly.assertThat(Arrays.equals(found.value(), sent.keptValue()))
                .as("value of " + sent)
                .isTrue();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("clickmill.topic", "clicks");
        headers.put("clickmill.partition", Integer.toString(place.partition()));
        headers.put("clickmill.offset", Long.toString(place.offset()));
        headers.put("clickmill.reason", sent.reason().word());
        headers.put("clickmill.detail", sent.detail(Instant.ofEpochMilli(place.timestamp())));
        if (sent.value() != null && sent.value().length > BadRecord.MAX_KEPT_BYTES) {
            headers.put("clickmill.cut", Integer.toString(sent.value().length));
        }
        softly.assertThat(RejectedRecords.headers(found))
                .as("headers of " + sent)
                .isEqualTo(headers);
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(SYSTEM.kafka().clientProperties());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static RecordMetadata send(KafkaProducer<byte[], byte[]> producer, byte[] key, byte[] value)
            throws Exception {
        return producer.send(new ProducerRecord<>(Topics.DEFAULTS.clicks(), key, value))
                .get();
    }

    /** How often Flink has started the job again since {@code up}. */
    private static long restarts() throws Exception {
        return SYSTEM.status().get("restarts").asLong(-1);
    }
}
