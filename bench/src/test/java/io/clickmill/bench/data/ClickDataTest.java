package io.clickmill.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.bench.data.BenchRecord.Kind;
import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.job.time.Lateness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClickDataTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
    private static final int EVENTS = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(texts(shape(7, false))).isEqualTo(texts(shape(7, false))).isNotEqualTo(texts(shape(8, false)));
    }

    @Test
    void hasExactSharesOfSpecialRecords() {
        Map<Kind, Long> kinds =
                all(shape(1, false)).stream().collect(Collectors.groupingBy(BenchRecord::kind, Collectors.counting()));
        assertThat(kinds)
                .containsEntry(Kind.RETRY, 200L)
                .containsEntry(Kind.OUT_OF_ORDER, 1_000L)
                .containsEntry(Kind.LATE, 100L);
    }

    @Test
    void isLateExactlyWhereItSaysSo() {
        // Kafka gives a record the time of its batch, which is up to 100 ms later.
        for (BenchRecord record : all(shape(1, false))) {
            if (record.kind() != Kind.RETRY) {
                boolean late = record.kind() == Kind.LATE;
                assertThat(Lateness.DEFAULT.isLate(record.occurredAt(), record.arrivedAt()))
                        .isEqualTo(late);
                assertThat(Lateness.DEFAULT.isLate(record.occurredAt(), record.arrivedAt() + 100))
                        .isEqualTo(late);
            }
        }
    }

    @Test
    void repeatsAnEarlierEventOnce() throws IOException {
        Map<String, String> sent = new HashMap<>();
        Set<String> retried = new HashSet<>();
        for (BenchRecord record : all(shape(1, false))) {
            String id = new String(record.key(), StandardCharsets.US_ASCII);
            String json = new String(record.json(), StandardCharsets.US_ASCII);
            if (record.kind() == Kind.RETRY) {
                assertThat(json).isEqualTo(sent.get(id).replaceFirst("}$", ",\"attempt\":2}"));
                assertThat(retried.add(id)).isTrue();
                assertThat(JSON.readTree(json).get("attempt").asInt()).isEqualTo(2);
            } else {
                assertThat(sent.put(id, json)).isNull();
            }
        }
    }

    @Test
    void arrivesAtTheDensityOfTheShape() {
        List<BenchRecord> records = all(shape(1, false));
        assertThat(records).isSortedAccordingTo(Comparator.comparingLong(BenchRecord::arrivedAt));
        assertThat(records.get(EVENTS - 1).arrivedAt()).isEqualTo(END.toEpochMilli());
        assertThat(records.get(EVENTS - 1 - 5_000).arrivedAt()).isEqualTo(END.toEpochMilli() - 1_000);
    }

    @Test
    void hasFourHundredBytesOnAverage() {
        assertThat(all(shape(1, false)).stream()
                        .mapToInt(record -> record.json().length)
                        .average()
                        .orElseThrow())
                .isCloseTo(400, within(20.0));
    }

    @Test
    void isAcceptedByTheJob() throws InvalidClick {
        ClickParser parser = new ClickParser(EventRules.DEFAULTS);
        for (BenchRecord record : all(shape(1, true))) {
            parser.require(record.json(), record.arrivedAt());
        }
    }

    @Test
    void drawsCampaignsAndLinksByZipf() throws IOException {
        Map<String, Long> campaigns = count("campaign_id", false);
        Map<String, Long> links = count("link_id", false);
        // The shares of the first rank are 1 / H(1,000) and 1 / H(10,000).
        assertThat(campaigns.get("c-0") / (double) EVENTS).isCloseTo(0.1336, within(0.01));
        assertThat(links.get("l-0") / (double) EVENTS).isCloseTo(0.1022, within(0.01));
        assertThat(campaigns).hasSizeBetween(900, 1_000);
    }

    @Test
    void givesTheHotCampaignMostClicks() throws IOException {
        assertThat(count("campaign_id", true).get("hot") / (double) EVENTS).isCloseTo(0.8, within(0.01));
        assertThat(count("city", true)).hasSizeGreaterThan(3_000);
        assertThat(count("url", true)).hasSizeGreaterThan(2_000);
    }

    @Test
    void hasThreeHundredUserAgents() {
        assertThat(UserAgents.all()).hasSize(300).doesNotHaveDuplicates().allMatch(text -> !text.contains("{"));
    }

    private static Map<String, Long> count(String field, boolean hot) throws IOException {
        List<String> values = new ArrayList<>();
        for (BenchRecord record : all(shape(1, hot))) {
            JsonNode value = JSON.readTree(record.json()).get(field);
            if (value != null) {
                values.add(value.asText());
            }
        }
        return values.stream().collect(Collectors.groupingBy(value -> value, Collectors.counting()));
    }

    private static DataShape shape(long seed, boolean hot) {
        return new DataShape(seed, EVENTS, 5_000, END, hot);
    }

    private static List<String> texts(DataShape shape) {
        return all(shape).stream()
                .map(record -> record.arrivedAt() + new String(record.json(), StandardCharsets.US_ASCII))
                .toList();
    }

    private static List<BenchRecord> all(DataShape shape) {
        List<BenchRecord> records = new ArrayList<>();
        ClickData data = new ClickData(shape);
        while (data.hasNext()) {
            records.add(data.next());
        }
        return records;
    }
}
