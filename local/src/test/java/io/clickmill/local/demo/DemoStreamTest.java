package io.clickmill.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoStreamTest {
    private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void givesTheSameEventsForTheSameSeed() {
        assertThat(texts(stream(1).until(START.plusSeconds(60))))
                .isEqualTo(texts(stream(1).until(START.plusSeconds(60))))
                .isNotEqualTo(texts(stream(2).until(START.plusSeconds(60))));
    }

    @Test
    void givesTheSameEventsHoweverTheTimeIsSplit() {
        DemoStream cut = stream(1);
        List<DemoEvent> pieces = new ArrayList<>();
        for (int second = 1; second <= 60; second++) {
            pieces.addAll(cut.until(START.plusSeconds(second)));
        }
        assertThat(texts(pieces)).isEqualTo(texts(stream(1).until(START.plusSeconds(60))));
    }

    @Test
    void keepsToTheRateOverADay() {
        int events = new DemoStream(1, START, "demo", 0.5)
                .until(START.plus(Duration.ofDays(1)))
                .size();
        assertThat(events / 86_400.0).isCloseTo(0.5, within(0.07));
    }

    @Test
    void mixesKindsInTheirProportions() {
        List<DemoEvent> sent = stream(1).until(START.plus(Duration.ofHours(4)));
        List<JsonNode> events = sent.stream().map(DemoStreamTest::json).toList();
        Set<String> ids =
                events.stream().map(event -> event.get("event_id").asText()).collect(Collectors.toSet());
        assertThat(events.size() - ids.size()).isBetween(events.size() / 200, events.size() / 50);
        assertThat(share(events, DemoStreamTest::isBot)).isBetween(0.02, 0.05);
        assertThat(share(events, event -> text(event, "trigger").equals("qr"))).isBetween(0.03, 0.07);
        assertThat(share(events, event -> text(event, "event").equals("lead"))).isBetween(0.01, 0.03);
        assertThat(share(events, event -> text(event, "event").equals("sale"))).isBetween(0.004, 0.012);
        Set<String> seen = new HashSet<>();
        long late = sent.stream()
                .filter(event -> seen.add(event.key()))
                .filter(event -> event.sentAt().toEpochMilli()
                                - json(event).get("timestamp").asLong()
                        > 30_000)
                .count();
        assertThat(late / (double) sent.size()).isBetween(0.002, 0.01);
    }

    @Test
    void hasManyCampaignsOfWhichTheNewestAreClickedMost() {
        List<JsonNode> events = stream(1).until(START.plus(Duration.ofMinutes(30))).stream()
                .map(DemoStreamTest::json)
                .toList();
        Set<String> campaigns = new HashSet<>();
        events.forEach(event -> campaigns.add(text(event, "campaign_id")));
        assertThat(campaigns.size()).isBetween(6, DemoCampaign.ACTIVE + 2);
        assertThat(DemoCampaign.activeAt(START)).hasSize(DemoCampaign.ACTIVE).allSatisfy(campaign -> assertThat(
                        campaign.weightAt(START))
                .isGreaterThan(campaign.weightAt(START.plus(campaign.halfLife()))));
    }

    @Test
    void letsPeopleSleepAtNight() {
        DemoPeople.Place berlin =
                new DemoPeople.Place("DE", "91.10", java.time.ZoneId.of("Europe/Berlin"), "example.org");
        assertThat(berlin.activityAt(Instant.parse("2026-03-02T02:30:00Z"))).isCloseTo(0.1, within(0.01));
        assertThat(berlin.activityAt(Instant.parse("2026-03-02T14:30:00Z"))).isCloseTo(1, within(0.01));
    }

    private static DemoStream stream(long seed) {
        return new DemoStream(seed, START, "demo", 2);
    }

    private static List<String> texts(List<DemoEvent> events) {
        return events.stream()
                .map(event -> new String(event.json(), java.nio.charset.StandardCharsets.UTF_8))
                .toList();
    }

    private static double share(List<JsonNode> events, Predicate<JsonNode> kind) {
        return events.stream().filter(kind).count() / (double) events.size();
    }

    private static boolean isBot(JsonNode event) {
        String agent = text(event, "user_agent").toLowerCase(java.util.Locale.ROOT);
        return agent.contains("bot")
                || agent.contains("externalhit")
                || agent.startsWith("curl/")
                || agent.startsWith("python-requests/")
                || agent.contains("headless");
    }

    private static String text(JsonNode event, String field) {
        return event.path(field).asText();
    }

    private static JsonNode json(DemoEvent event) {
        try {
            return JSON.readTree(event.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
