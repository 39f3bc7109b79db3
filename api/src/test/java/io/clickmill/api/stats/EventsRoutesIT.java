package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestClient;
import io.clickmill.api.TestKey;
import io.clickmill.api.sql.LogRows;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code GET /v1/events}. */
final class EventsRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RANGE = "/v1/events?from=2026-03-01&to=2026-03-03";

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-03T12:00:00Z"))
            .fill(database -> LogRows.insert(database.owner(), """
                    SELECT jsonb_build_object('account_id', account, 'event', 'click', 'event_id', 'e' || number,
                             'occurred_at', timestamptz '2026-03-01 10:00Z' + number / 3 * interval '1 s',
                             'country', CASE number % 2 WHEN 0 THEN 'GB' ELSE 'FR' END,
                             'bot', number % 10 = 0,
                             'bot_reasons', CASE number % 10 WHEN 0 THEN array['listed_robot'] ELSE array[]::text[] END,
                             'event', CASE number % 7 WHEN 0 THEN 'sale' ELSE 'click' END)
                      FROM unnest(array['acme', 'globex']) AS account
                     CROSS JOIN generate_series(1, 60) AS number
                    UNION ALL
                    SELECT jsonb_build_object('account_id', 'acme', 'event', 'lead', 'event_id', 'whole',
                             'occurred_at', timestamptz '2026-03-02 10:00:00.123Z',
                             'appended_at', timestamptz '2026-03-02 10:00:01Z',
                             'link_id', 'l1', 'url', 'https://a.example/?x=1', 'params', '{"x": "1"}'::jsonb,
                             'tag_ids', array['t1'], 'ip', '203.0.113.7', 'url_location', 3, 'trigger', 'link',
                             'customer', '{"id": "c1"}'::jsonb, 'sale_amount', 500, 'sale_currency', 'usd',
                             'metadata', '{"size": {"eu": 42}}'::jsonb)"""))
            .key("acme", TestKey.of("acme").scopes("events:read"))
            .key("everything", TestKey.of("acme"))
            .key("stats", TestKey.of("acme").scopes("stats:read"));

    @Test
    void listsTheNewestFirstPageByPage() throws Exception {
        List<String> expected = IntStream.iterate(60, i -> i >= 1, i -> i - 1)
                .filter(i -> i % 10 != 0 && i % 7 != 0)
                .mapToObj(i -> "e" + i)
                .toList();
        for (int limit : List.of(1, 2, 5, 100)) {
            assertThat(pages("", limit)).hasSameElementsAs(expected).hasSameSizeAs(expected);
        }
        assertThat(pages("", 7)).isEqualTo(pages("", 1000));
        List<String> oldestFirst = new ArrayList<>(pages("&sort=timestamp", 4));
        Collections.reverse(oldestFirst);
        assertThat(oldestFirst).isEqualTo(pages("", 4));
    }

    /** A page that is asked for later has the same events as if it were asked for at once. */
    @Test
    void movesNoEventToAnotherPageWhenOthersArrive() throws Exception {
        JsonNode first = get(RANGE + "&country=DE,GB&limit=3&bots=include");
        LogRows.insert(KIT.database().owner(), """
                SELECT jsonb_build_object('account_id', 'acme', 'event', 'click', 'event_id', 'new' || number,
                         'occurred_at', timestamptz '2026-03-02 11:00Z', 'country', 'DE')
                  FROM generate_series(1, 2) AS number""");
        String next = first.at("/meta/next").asText();
        JsonNode second = get(RANGE + "&country=DE,GB&limit=3&bots=include&page=" + next);
        List<String> both = new ArrayList<>(ids(first));
        both.addAll(ids(second));
        assertThat(both).doesNotHaveDuplicates().noneMatch(id -> id.startsWith("new"));
        assertThat(get(RANGE + "&country=DE,GB&limit=8&bots=include").get("data"))
                .hasSize(8);
        assertThat(ids(get(RANGE + "&country=DE,GB&limit=8&bots=include")).subList(2, 8))
                .isEqualTo(both);
    }

    @Test
    void selectsAsStatisticsDo() throws Exception {
        assertThat(ids(get(RANGE + "&country=GB&bots=only&limit=1000"))).hasSize(6);
        assertThat(ids(get(RANGE + "&bot_reason=listed_robot&bots=include&limit=1000")))
                .hasSize(6);
        assertThat(ids(get(RANGE + "&bot_reason=headless_browser&bots=only"))).isEmpty();
        assertThat(ids(get(RANGE + "&event=sale&limit=1000"))).hasSize(8);
        assertThat(ids(get("/v1/events?from=2026-03-02T10:00:00.123Z&to=2026-03-02T10:00:00.124Z&event=lead")))
                .containsExactly("whole");
        assertThat(ids(get("/v1/events?from=2026-03-02T10:00:00.124Z&to=2026-03-03&event=lead")))
                .isEmpty();
    }

    @Test
    void hasTheNamesThatEventsAreSentWith() throws Exception {
        assertThat(get(RANGE + "&event=lead").at("/data/0")).isEqualTo(JSON.readTree("""
                {"account_id": "acme", "timestamp": "2026-03-02T10:00:00.123Z", "event_id": "whole",
                 "arrived_at": "2026-03-02T10:00:01Z", "bot": false, "event": "lead", "link_id": "l1",
                 "url": "https://a.example/?x=1", "tag_ids": ["t1"], "url_location": 3, "params": {"x": "1"},
                 "ip": "203.0.113.7", "trigger": "link", "customer": {"id": "c1"},
                 "sale": {"amount": 500, "currency": "usd"}, "metadata": {"size": {"eu": 42}}}"""));
    }

    @Test
    void givesLinesToThoseWhoAskForThem() throws Exception {
        TestClient acme = KIT.client("acme");
        HttpResponse<String> asked = acme.get(RANGE + "&format=ndjson&limit=5");
        HttpResponse<String> accepted =
                acme.send(acme.request(RANGE + "&limit=5").header("Accept", "application/x-ndjson"));
        assertThat(accepted.body()).isEqualTo(asked.body());
        assertThat(asked.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        List<String> ids = new ArrayList<>();
        for (String line : asked.body().split("\n")) {
            ids.add(JSON.readTree(line).get("event_id").asText());
        }
        assertThat(ids).isEqualTo(ids(get(RANGE + "&limit=5")));
        String next = asked.headers().firstValue("X-Clickmill-Next").orElseThrow();
        assertThat(ids(get(RANGE + "&limit=5&page=" + next))).doesNotContainAnyElementsOf(ids);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            &event=visit       | event: visit (expected: click, lead, sale)
            &event=lead,sale   | event: lead,sale (expected: click, lead, sale)
            &sort=country      | sort: country (expected: timestamp or -timestamp)
            &limit=1001        | limit: 1001 (expected: 1..1000)
            &page=x            | page: x (expected: meta.next of the page before, with the same parameters)
            &format=xml        | format: xml (expected: json or ndjson)
            &group_by=country  | group_by:
            &bot_reason=x      | bots: exclude (expected: only or include, with bot_reason)
            &country=GB&country=FR | country:
            """)
    void namesWhatIsWrong(String query, String detail) throws Exception {
        HttpResponse<String> answer = KIT.client("acme").get(RANGE + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).get("detail").asText()).startsWith(detail);
    }

    @Test
    void refusesThePageOfAnotherList() throws Exception {
        String next = get(RANGE + "&limit=3").at("/meta/next").asText();
        assertThat(KIT.client("acme")
                        .get(RANGE + "&limit=3&country=GB&page=" + next)
                        .statusCode())
                .isEqualTo(400);
    }

    /** They have personal data. */
    @Test
    void needsAScopeOfItsOwn() throws Exception {
        assertThat(KIT.anonymous().get(RANGE).statusCode()).isEqualTo(401);
        assertThat(KIT.client("stats").get(RANGE).statusCode()).isEqualTo(403);
        assertThat(KIT.client("everything").get(RANGE).statusCode()).isEqualTo(200);
        assertThat(KIT.client("acme").get("/v1/stats").statusCode()).isEqualTo(403);
        assertThat(KIT.client("acme").get(RANGE + "&account_id=globex").statusCode())
                .isEqualTo(403);
    }

    private static List<String> pages(String query, int limit) throws Exception {
        List<String> ids = new ArrayList<>();
        JsonNode page = get(RANGE + query + "&limit=" + limit);
        ids.addAll(ids(page));
        while (page.at("/meta/next").isTextual()) {
            page = get(RANGE + query + "&limit=" + limit + "&page="
                    + page.at("/meta/next").asText());
            ids.addAll(ids(page));
        }
        ids.removeIf(id -> id.startsWith("new"));
        return ids;
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = KIT.client("acme").get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        KIT.requireDescribed("GET", "/v1/events", answer);
        return JSON.readTree(answer.body());
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("data").forEach(event -> ids.add(event.get("event_id").asText()));
        return ids;
    }
}
