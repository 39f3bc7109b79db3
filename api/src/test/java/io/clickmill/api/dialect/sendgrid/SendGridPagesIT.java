package io.clickmill.api.dialect.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.sql.PagedReader;
import io.clickmill.api.sql.PostgresStatsReader;
import io.clickmill.contract.TestDatabase;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

/** A message that has too many links to hold is answered, page by page, as one whose links are held. */
final class SendGridPagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LINKS = "/v3/marketing/stats/automations/%s/links";

    private static String key;
    private static Javalin whole;
    private static Javalin paged;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = TestDatabase.create();
        key = SendGridFixture.keys(database).get("key");
        new RollupFixture(SendGridFixture.NOW, Set.of()).fill(database, events());
        StatsReader inMemory = new PostgresStatsReader(database.reader());
        StatsReader inDatabase = new PagedReader(database.reader());
        whole = TestApi.start(database, SendGridFixture.CLOCK, inMemory, new SendGridDialect());
        paged = TestApi.start(
                database,
                SendGridFixture.CLOCK,
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
        "quiet, '', 1",
    })
    void answersAsIfAllLinksWereHeld(String message, String parameters, int size) throws Exception {
        String first =
                LINKS.formatted(message) + "?" + (parameters.isEmpty() ? "" : parameters + "&") + "page_size=" + size;
        String path = first;
        String last = first;
        int pages = 0;
        for (; !path.isEmpty(); pages++) {
            last = path;
            path = requireSame(path).at("/_metadata/next").asText();
            assertThat(pages).isLessThan(1_000);
        }
        for (path = last; !path.isEmpty(); pages--) {
            path = requireSame(path).at("/_metadata/prev").asText();
        }
        assertThat(pages).isZero();
    }

    @Test
    void countsEachFormOfAUrlThatStepsOfUnequalLengthCut() throws Exception {
        String path = LINKS.formatted("long");
        JsonNode held = answer(whole, path);
        JsonNode found = answer(paged, path);
        assertThat(held.at("/_metadata/count").asInt()).isEqualTo(1);
        assertThat(found.at("/_metadata/count").asInt()).isEqualTo(2);
        assertThat(found.get("total_clicks")).isEqualTo(held.get("total_clicks"));
        assertThat(answer(paged, path + "?group_by=step_id")).isEqualTo(answer(whole, path + "?group_by=step_id"));
    }

    @Test
    void doesNotKnowAMessageWithoutEvents() throws Exception {
        assertThat(get(paged, LINKS.formatted("nothing")).statusCode()).isEqualTo(404);
    }

    /** The answer of both servers, without their addresses. */
    private static JsonNode requireSame(String path) throws Exception {
        JsonNode expected = answer(whole, path);
        assertThat(answer(paged, path)).as(path).isEqualTo(expected);
        return expected;
    }

    private static JsonNode answer(Javalin server, String path) throws Exception {
        HttpResponse<String> answer = get(server, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body().replace(address(server), ""));
    }

    private static HttpResponse<String> get(Javalin server, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address(server) + path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json")
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String address(Javalin server) {
        return "http://127.0.0.1:" + server.port();
    }

    /** Two days with rollups and the day of the progress, some late; and a message of few clicks, without rollups. */
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
                                    List.of("", "s,1", "two", "10", "😀", "！").get(random.nextInt(6)),
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
