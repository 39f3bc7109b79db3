package io.clickmill.api.dialect.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestEvent;
import io.clickmill.api.TestKey;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.sql.PagedReader;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a message with too many links to hold in memory gets the same pages as one whose links are held. */
final class SendGridPagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Clock CLOCK = Clock.fixed(SendGridFixture.NOW, ZoneOffset.UTC);
    private static final String LINKS = "/v3/marketing/stats/automations/%s/links";

    private static TestDatabase database;
    private static String key;
    private static Javalin whole;
    private static Javalin paged;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        key = TestKey.of("acme").create(database, SendGridFixture.NOW);
        new RollupFixture(SendGridFixture.NOW, Set.of()).fill(database, events());
        StatsReader inMemory = new PostgresStatsReader(database.pooled(Schema.READER_ROLE));
        StatsReader inDatabase = new PagedReader(database.pooled(Schema.READER_ROLE));
        whole = TestApi.start(database, CLOCK, inMemory, new SendGridDialect());
        paged = TestApi.start(
                database,
                CLOCK,
                query -> {
                    if (!query.isPage()) {
                        throw new QueryException(QueryError.tooMany("group_by", "too many groups", "fewer"));
                    }
                    return inDatabase.read(query);
                },
                new SendGridDialect());
    }

    @AfterAll
    static void stop() {
        whole.stop();
        paged.stop();
    }

    @ParameterizedTest(name = "{0}?{1}, {2} a page")
    @CsvSource({
        "busy, group_by=step_id, 19",
        "busy, group_by=step_id, 100",
        "busy, '', 4",
        "busy, '', 100",
        "busy, group_by=step_id&step_ids=s%2C1, 3",
        "busy, group_by=step_id&step_ids=two&step_ids=10, 3",
        "busy, step_ids=two&step_ids=10, 3",
        "busy, step_ids=none, 3",
        "quiet, group_by=step_id, 1",
        "cut, group_by=step_id, 1",
        "cut, '', 1",
        "quiet, '', 1",
    })
    void answersAsIfAllLinksWereHeld(String message, String parameters, int size) throws Exception {
        String first =
                LINKS.formatted(message) + "?" + (parameters.isEmpty() ? "" : parameters + "&") + "page_size=" + size;
        Pages pages = new Pages(first, first);
        Pages last = pages;
        int forth = 0;
        for (; !pages.held().isEmpty(); forth++) {
            last = pages;
            pages = requireSame(pages, "next");
            assertThat(forth).isLessThan(1_000);
        }
        int back = 0;
        for (pages = last; !pages.held().isEmpty(); back++) {
            pages = requireSame(pages, "prev");
            assertThat(back).isLessThan(1_000);
        }
        assertThat(back).isEqualTo(forth);
    }

    @Test
    void countsEachFormOfAUrlThatStepsOfUnequalLengthCut() throws Exception {
        String path = LINKS.formatted("long");
        JsonNode held = answer(address(whole), path);
        JsonNode found = answer(address(paged), path);
        assertThat(held.at("/_metadata/count").asInt()).isEqualTo(1);
        assertThat(found.at("/_metadata/count").asInt()).isEqualTo(2);
        assertThat(found.get("total_clicks")).isEqualTo(held.get("total_clicks"));
        assertThat(answer(address(paged), path + "?group_by=step_id"))
                .isEqualTo(answer(address(whole), path + "?group_by=step_id"));
    }

    @Test
    void givesAPageOfAMessageThatTakesTooMuchMemory() throws Exception {
        try (ClickStatsApi small = TestApi.start(database, CLOCK, new AnswerMemory(40_000, 80_000))) {
            for (String parameters : List.of("?page_size=5", "?page_size=5&group_by=step_id")) {
                String path = LINKS.formatted("busy") + parameters;
                JsonNode found = answer("http://127.0.0.1:" + small.port(), path);
                JsonNode held = answer(address(whole), path);
                assertThat(found.get("results")).isEqualTo(held.get("results"));
                assertThat(found.get("total_clicks")).isEqualTo(held.get("total_clicks"));
            }
        }
    }

    @Test
    void doesNotKnowAMessageWithoutEvents() throws Exception {
        assertThat(get(address(paged), LINKS.formatted("nothing")).statusCode()).isEqualTo(404);
    }

    /** The paths of one page at both servers; empty if the page does not exist. */
    private record Pages(String held, String found) {}

    /** Requires that both answers are the same except for their tokens. Returns the pages to which the tokens lead. */
    private static Pages requireSame(Pages pages, String direction) throws Exception {
        JsonNode held = answer(address(whole), pages.held());
        JsonNode found = answer(address(paged), pages.found());
        Pages following = new Pages(
                held.at("/_metadata/" + direction).asText(),
                found.at("/_metadata/" + direction).asText());
        assertThat(withoutTokens(found)).as(pages.toString()).isEqualTo(withoutTokens(held));
        return following;
    }

    private static JsonNode withoutTokens(JsonNode answer) {
        ObjectNode metadata = (ObjectNode) answer.get("_metadata");
        List.of("self", "prev", "next").forEach(name -> {
            if (metadata.has(name)) {
                metadata.put(name, metadata.get(name).asText().replaceFirst("page_token=.*", "page_token="));
            }
        });
        return answer;
    }

    private static JsonNode answer(String address, String path) throws Exception {
        HttpResponse<String> answer = get(address, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body().replace(address, ""));
    }

    private static HttpResponse<String> get(String address, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json")
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String address(Javalin server) {
        return "http://127.0.0.1:" + server.port();
    }

    /**
     * Events of two days with rollups and of the day of the progress, some of them late. One message has few clicks and
     * no rollups.
     */
    private static List<TestEvent> events() {
        Random random = new Random(5);
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            events.add(event(
                    random,
                    i < 880 ? "busy" : "quiet",
                    events.size(),
                    Map.of(
                            Field.STEP,
                                    List.of("", "s,1", "two", "10", "😀", "！", "a\u001f9z")
                                            .get(random.nextInt(7)),
                            Field.URL_LOCATION,
                                    List.of("", "0", "2", "10", "1234567890").get(random.nextInt(5)),
                            Field.URL,
                                    "https://shop.test/"
                                            + List.of("", "a\u001f1\u001fb", "{{x}}\n", "😀", "！")
                                                    .get(random.nextInt(5)))));
        }
        String url = "https://shop.test/" + "x".repeat(600);
        for (int i = 0; i < 20; i++) {
            String step = i % 2 == 0 ? "s" : "a long step";
            events.add(event(random, "long", events.size(), Map.of(Field.STEP, step, Field.URL, url)));
        }
        for (String step : List.of("あ".repeat(170), "x".repeat(506))) {
            for (int i = 0; i < 10; i++) {
                String location = step.startsWith("x") ? "1234567" : "";
                events.add(event(
                        random,
                        "cut",
                        events.size(),
                        Map.of(Field.STEP, step, Field.URL_LOCATION, location, Field.URL, "u" + i)));
            }
        }
        return events;
    }

    private static TestEvent event(Random random, String campaign, int number, Map<Field, String> placement) {
        Map<Field, String> values = new HashMap<>(placement);
        values.put(Field.CAMPAIGN, campaign);
        long at = SendGridFixture.NOW.toEpochMilli() - random.nextInt(3 * 86_400_000);
        boolean bot = random.nextInt(10) == 0;
        boolean late = !bot && random.nextInt(20) == 0;
        return new TestEvent("acme", "e" + number, at, late, bot, "click", number, 0, values, Map.of(), List.of());
    }
}
