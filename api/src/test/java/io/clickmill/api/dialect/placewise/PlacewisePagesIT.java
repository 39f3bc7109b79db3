package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestEvent;
import io.clickmill.api.TestKey;
import io.clickmill.api.query.Field;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records and series of random data against a count by brute force, and the pages of the records. */
final class PlacewisePagesIT {
    private static final String BOTH = "id=1000941_1000942";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<TestEvent> EVENTS = RandomVisits.all();

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(RandomVisits.END)
            .events(EVENTS)
            .sql(RandomVisits.CLUBS.entrySet().stream()
                    .map(club -> "('%s', %d)".formatted(club.getKey(), club.getValue()))
                    .collect(Collectors.joining(", ", "INSERT INTO account (account_id, loyalty_club_id) VALUES ", "")))
            .key("key", TestKey.of("acme", "beta", "gamma"))
            .key("delta", TestKey.of("delta", "gamma"));

    @ParameterizedTest
    @CsvSource({
        "sendings_links_stats, id=1000941",
        "sendings_links_stats, id=1000941_1000942",
        "sendings_links, id=1000941",
        "sendings_links, id=1000941_1000942"
    })
    void countsWhatIsThere(String report, String customer) throws Exception {
        JsonNode answer = query(200, customer, body(report, 1_000, null).toString());
        List<JsonNode> records = new ArrayList<>();
        answer.get("records").forEach(records::add);
        assertThat(records).isEqualTo(counted(report, customer));
        assertThat(records)
                .anyMatch(record -> record.get("visits_count").asInt()
                        > record.get("unique_visits_count").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "sendings_links_stats, id=1000941, 1",
        "sendings_links_stats, id=1000941, 2",
        "sendings_links_stats, id=1000941, 7",
        "sendings_links_stats, id=1000941, 1000",
        "sendings_links_stats, id=1000941_1000942, 1",
        "sendings_links_stats, id=1000941_1000942, 2",
        "sendings_links_stats, id=1000941_1000942, 7",
        "sendings_links_stats, id=1000941_1000942, 1000",
        "sendings_links, id=1000941, 1",
        "sendings_links, id=1000941, 2",
        "sendings_links, id=1000941, 7",
        "sendings_links, id=1000941, 1000",
        "sendings_links, id=1000941_1000942, 1",
        "sendings_links, id=1000941_1000942, 2",
        "sendings_links, id=1000941_1000942, 7",
        "sendings_links, id=1000941_1000942, 1000"
    })
    void followsPages(String report, String customer, int perPage) throws Exception {
        List<JsonNode> expected = counted(report, customer);
        List<JsonNode> records = new ArrayList<>();
        int pages = 0;
        String token = null;
        do {
            JsonNode answer = query(200, customer, body(report, perPage, token).toString());
            assertThat(answer.get("records")).hasSizeLessThanOrEqualTo(perPage);
            answer.get("records").forEach(records::add);
            pages++;
            token = answer.at("/pagination/next_page_info").asText(null);
        } while (token != null && records.size() <= expected.size());
        assertThat(records).isEqualTo(expected);
        assertThat(pages).isEqualTo((expected.size() + perPage - 1) / perPage);
    }

    @ParameterizedTest
    @CsvSource({
        "5m, 2026-08-18T06:02:30.001Z, 2026-08-18T17:58:00Z",
        "1h, 2026-08-16T10:30:00Z, 2026-08-18T08:59:59.999Z",
        "1d, 2026-08-16T12:00:00Z, 2026-08-20T12:00:00Z",
        "1w, 2026-08-16T00:00:00Z, 2026-08-21T00:00:00Z",
        "1mo, 2026-08-17T01:00:00Z, 2026-08-20T01:00:00Z"
    })
    void countsSeries(String interval, String from, String to) throws Exception {
        Random random = new Random(1);
        List<TestEvent> asked = EVENTS.stream()
                .filter(event -> !event.accountId().equals("gamma"))
                .toList();
        int points = 0;
        for (int i = 0; i < 60; i++) {
            RandomHistory question = RandomHistory.of(random, interval, from, to);
            JsonNode answer = query(200, BOTH, question.body().toString());
            Map<String, Integer> expected = question.counted(asked);
            assertThat(points(answer)).as("%s", question).isEqualTo(expected);
            assertThat(answer.get("data_points").asInt()).isEqualTo(expected.size());
            points += expected.size();
        }
        assertThat(points).isGreaterThan(1_000);
    }

    private static Map<String, Integer> points(JsonNode answer) {
        Map<String, Integer> points = new TreeMap<>();
        for (JsonNode series : answer.get("series")) {
            for (int i = 0; i < series.get("values").size(); i++) {
                JsonNode value = series.get("values").get(i);
                if (!value.isNull()) {
                    String bucket = answer.at("/time_buckets/" + i).asText();
                    points.put(series.get("label") + " " + bucket, value.asInt());
                }
            }
        }
        return points;
    }

    @Test
    void filtersBeforeItPages() throws Exception {
        List<JsonNode> expected = counted("sendings_links", BOTH).stream()
                .filter(record -> record.get("visits_count").asInt() > 20)
                .toList();
        ObjectNode body = body("sendings_links", 3, null);
        body.set("filter", JSON.readTree("{\"type\":\"greater_than\",\"field\":\"visits_count\",\"value\":20}"));
        List<JsonNode> records = new ArrayList<>();
        JsonNode answer;
        do {
            answer = query(200, BOTH, body.toString());
            answer.get("records").forEach(records::add);
            body.set("page_info", answer.at("/pagination/next_page_info"));
        } while (body.get("page_info").isTextual() && records.size() <= expected.size());
        assertThat(expected).hasSizeBetween(4, counted("sendings_links", BOTH).size() - 1);
        assertThat(records).isEqualTo(expected);
    }

    /** Clicks come in between, for sendings before and after the place that the pages have reached. */
    @ParameterizedTest
    @CsvSource({"sendings_links_stats, first", "sendings_links, second"})
    void neitherSkipsNorRepeatsWhileClicksArrive(String report, String round) throws Exception {
        String gamma = "id=1000943";
        List<String> before =
                sources(query(200, gamma, body(report, 1_000, null).toString()));
        JsonNode answer = query(200, gamma, body(report, 2, null).toString());
        List<String> seen = new ArrayList<>(sources(answer));
        insertClick("a" + round);
        insertClick("m" + round);
        insertClick("z" + round);
        for (int page = 0; answer.at("/pagination/next_page_info").isTextual() && page < before.size(); page++) {
            String token = answer.at("/pagination/next_page_info").asText();
            answer = query(200, gamma, body(report, 2, token).toString());
            seen.addAll(sources(answer));
        }
        assertThat(seen).doesNotHaveDuplicates().containsAll(before);
        assertThat(seen).contains("m" + round, "z" + round).doesNotContain("a" + round);
    }

    @Test
    void refusesTheTokenOfAnotherQuestion() throws Exception {
        String report = "sendings_links_stats";
        String token = token(report, BOTH);
        query(200, BOTH, body(report, 2, token).toString());
        query(200, BOTH, body(report, 3, token).toString());
        refuses("id=1000941", body(report, 2, token));
        refuses("id=1000943", body(report, 2, token));
        refuses(BOTH, body("sendings_links", 2, token));
        ObjectNode filtered = body(report, 2, token);
        filtered.putObject("filter")
                .put("type", "equal")
                .put("field", "source_id")
                .put("value", "s1");
        refuses(BOTH, filtered);
        refuses(BOTH, body(report, 2, token("sendings_links", BOTH)));
    }

    @Test
    void keepsTokensWhenAnAccountGetsItsFirstEvent() throws Exception {
        PlacewiseClient both = new PlacewiseClient(KIT.port(), KIT.key("delta"));
        String report = "sendings_links_stats";
        JsonNode first = both.query(200, "all=all", body(report, 2, null).toString());
        String token = first.at("/pagination/next_page_info").asText();
        KIT.update("INSERT INTO account (account_id, loyalty_club_id) VALUES ('delta', 1000944)");
        JsonNode second = both.query(200, "all=all", body(report, 2, token).toString());
        assertThat(sources(second)).hasSize(2).doesNotContainAnyElementsOf(sources(first));
    }

    @Test
    void refusesATokenThatWasChanged() throws Exception {
        String report = "sendings_links_stats";
        String token = token(report, BOTH);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refuses(BOTH, body(report, 2, token.substring(0, i) + other + token.substring(i + 1)));
            refuses(BOTH, body(report, 2, token.substring(0, i)));
        }
        refuses(BOTH, body(report, 2, token + "A"));
        refuses(BOTH, body(report, 2, token + "="));
    }

    @Test
    void givesTokensThatAUrlCanHold() throws Exception {
        String token = token("sendings_links", BOTH);
        assertThat(token).matches("[A-Za-z0-9_-]+");
        assertThat(Base64.getUrlDecoder().decode(token)).isNotEmpty();
    }

    private static JsonNode query(int status, String customer, String body) throws Exception {
        return new PlacewiseClient(KIT.port(), KIT.key("key")).query(status, customer, body);
    }

    private static void refuses(String customer, ObjectNode body) throws Exception {
        JsonNode answer = query(422, customer, body.toString());
        assertThat(answer.at("/details/page_info/0/error").asText())
                .as(body + " " + answer)
                .isEqualTo("invalid");
    }

    private static String token(String report, String customer) throws Exception {
        JsonNode answer = query(200, customer, body(report, 2, null).toString());
        return answer.at("/pagination/next_page_info").asText();
    }

    private static ObjectNode body(String report, int perPage, String token) {
        ObjectNode body = JSON.createObjectNode().put("report", report).put("per_page", perPage);
        return token == null ? body : body.put("page_info", token);
    }

    private static List<String> sources(JsonNode answer) {
        return answer.get("records").findValuesAsText("source_id");
    }

    private record Group(int club, String source, String url) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int byClub = Integer.compare(club, other.club);
            int bySource = byClub != 0 ? byClub : source.compareTo(other.source);
            return bySource != 0 ? bySource : url.compareTo(other.url);
        }
    }

    /** The records that all events make, by brute force. */
    private static List<JsonNode> counted(String report, String customer) {
        boolean byUrl = report.equals("sendings_links");
        Map<Group, List<TestEvent>> groups = new TreeMap<>();
        for (TestEvent event : EVENTS) {
            int club = RandomVisits.CLUBS.get(event.accountId());
            String source = event.values().getOrDefault(Field.SOURCE, "");
            boolean visit = RandomVisits.isVisit(event);
            String url = byUrl ? event.values().get(Field.URL) : "";
            boolean listed = !byUrl || (visit && !url.isEmpty());
            if (customer.contains(Integer.toString(club)) && !source.isEmpty() && listed) {
                List<TestEvent> visits = groups.computeIfAbsent(new Group(club, source, url), g -> new ArrayList<>());
                if (visit) {
                    visits.add(event);
                }
            }
        }
        List<JsonNode> records = new ArrayList<>();
        groups.forEach((group, visits) -> records.add(record(group, visits, byUrl)));
        return records;
    }

    private static JsonNode record(Group group, List<TestEvent> visits, boolean byUrl) {
        Set<Long> visitors = new HashSet<>();
        visits.forEach(visit -> visitors.add(visit.visitor()));
        ObjectNode record =
                JSON.createObjectNode().put("loyalty_club_id", group.club()).put("source_id", group.source());
        if (byUrl) {
            Map<String, String> parts = RandomVisits.PARTS.get(group.url());
            ReportField.OF_URL.forEach(field -> record.put(field.word(), parts.get(field.word())));
        }
        return record.put("visits_count", visits.size()).put("unique_visits_count", visitors.size());
    }

    /** Inserts a late click of a new sending, and the span of the sending, as the job does. */
    private static void insertClick(String source) {
        KIT.update("""
                INSERT INTO click_event
                SELECT (jsonb_populate_record(c, jsonb_build_object(
                          'event_id', 'new-' || ?::text, 'source_id', ?::text, 'late', true))).*
                  FROM click_event AS c
                 WHERE account_id = 'gamma' AND source_id = 'g0'""", source, source);
        KIT.update("""
                INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
                SELECT account_id, scope, ?, first_day, last_day
                  FROM scope_span
                 WHERE account_id = 'gamma' AND scope = 'source' AND scope_id = 'g0'""", source);
    }
}
