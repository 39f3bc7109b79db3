package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.ListApiKeys;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.RevokeApiKey;
import io.clickmill.api.query.Field;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickStatsApiIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values that a filter cannot hold as they are. */
    private static final List<String> ODD_VALUES =
            List.of("Washington, D.C.", "-neg", "C:\\dir", "\\,-", "plain", ",", "\\");

    private static TestDatabase database;
    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(event("acme", i, i < 60 ? "GB" : "FR", 1 + i % 10));
        }
        events.add(event("other", 100, "DE", 1));
        for (int i = 0; i < ODD_VALUES.size(); i++) {
            events.add(event("odd", i, ODD_VALUES.get(i), 1));
        }
        new RollupFixture(Instant.parse("2026-03-02T00:00:00Z"), Set.of()).fill(database, events);
        key = key("*", "acme");
        api = start(database);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void answersCountsByGroup() throws Exception {
        HttpResponse<String> response =
                get("/v1/stats?from=2026-03-01&to=2026-03-02&group_by=country&metrics=clicks,uniques,leads", key);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("X-Clickmill-Plan"))
                .hasValue("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
        assertThat(response.body())
                .isEqualTo("{\"data\":["
                        + "{\"country\":\"GB\",\"clicks\":60,"
                        + "\"uniques\":{\"value\":10,\"exact\":true,\"low\":10,\"high\":10},\"leads\":0},"
                        + "{\"country\":\"FR\",\"clicks\":40,"
                        + "\"uniques\":{\"value\":10,\"exact\":true,\"low\":10,\"high\":10},\"leads\":0}],"
                        + "\"meta\":{\"total\":2,\"progress\":\"2026-03-02T00:00:00Z\"}}");
    }

    @Test
    void takesEveryGroupValueAsAFilter() throws Exception {
        String odd = key("stats:read", "odd");
        String range = "/v1/stats?from=2026-03-01&to=2026-03-02";
        JsonNode groups =
                JSON.readTree(get(range + "&group_by=country", odd).body()).get("data");
        assertThat(groups).hasSameSizeAs(ODD_VALUES);
        for (JsonNode group : groups) {
            String value = group.get("country").asText();
            String escaped = URLEncoder.encode(value.replaceAll("[\\\\,-]", "\\\\$0"), StandardCharsets.UTF_8);
            assertThat(get(range + "&group_by=country&country=" + escaped, odd).body())
                    .contains("\"data\":[" + group + "]");
            assertThat(get(range + "&country=-" + escaped, odd).body())
                    .contains("{\"clicks\":" + (ODD_VALUES.size() - 1) + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({"+05:45, 2026-03-01T06:00:00+05:45", "Etc/GMT+5, 2026-02-28T20:00:00-05:00"})
    void takesAZoneWhosePlusIsNotEncoded(String zone, String start) throws Exception {
        String range = "/v1/stats?from=2026-03-01T01:00:00Z&to=2026-03-01T02:00:00Z";
        assertThat(get(range + "&interval=hour&timezone=" + zone, key).body())
                .startsWith("{\"data\":[{\"start\":\"" + start + "\",\"clicks\":60}]");
    }

    @Test
    void answersASeriesInTheAskedZone() throws Exception {
        HttpResponse<String> response = get(
                "/v1/stats?from=2026-03-01&to=2026-03-03&interval=day&timezone=Asia/Kolkata&country=-FR&limit=1", key);
        assertThat(response.body())
                .isEqualTo("{\"data\":[{\"start\":\"2026-03-01T00:00:00+05:30\",\"clicks\":60}],"
                        + "\"meta\":{\"total\":1,\"progress\":\"2026-03-02T00:00:00Z\"}}");
    }

    @Test
    void answersTheLast24HoursByDefault() throws Exception {
        assertThat(get("/v1/stats", key).body())
                .isEqualTo("{\"data\":[{\"clicks\":40}],"
                        + "\"meta\":{\"total\":1,\"progress\":\"2026-03-02T00:00:00Z\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv                             | text/csv
            text/html, TEXT/CSV; q=0.5           | text/csv
            text/csv, */*;q=0.1                  | text/csv
            text/csv, application/json           | application/json
            text/csv;q=0, */*                    | application/json
            text/*, */*                          | application/json
            text/html                            | application/problem+json
            application/xml, application/json;q=0 | application/problem+json
            """)
    void answersInTheFormThatTheClientTakes(String accept, String type) throws Exception {
        String path = "/v1/stats?from=2026-03-01&to=2026-03-02&group_by=country&limit=1";
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri(path)).header("Accept", accept), key);
        assertThat(response.headers().firstValue("Content-Type").orElse("").split(";")[0])
                .isEqualTo(type);
        assertThat(response.statusCode()).isEqualTo(type.contains("problem") ? 406 : 200);
        if (type.equals("text/csv")) {
            assertThat(response.body()).isEqualTo("country,clicks\r\nGB,60\r\n");
            assertThat(response.headers().firstValue("X-Clickmill-Total")).hasValue("2");
        }
    }

    @Test
    void namesAFieldInTheAnswerAsTheRequestDoes() throws Exception {
        assertThat(get("/v1/stats?from=2026-03-01&to=2026-03-02&group_by=link_id&campaign_id=", key)
                        .body())
                .startsWith("{\"data\":[{\"link_id\":\"\",\"clicks\":100}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                  | limit: 0 (expected: 1..10000)
            limit=x                  | limit: x (expected: 1..10000)
            limit=1&limit=2          | limit: 1 and 2 (expected: once, values separated by commas)
            timezone=Mars            | timezone: Mars (expected: an IANA time zone, such as Europe/Berlin)
            timezone=europe/berlin   | timezone: europe/berlin (expected: an IANA time zone, such as Europe/Berlin)
            timezone=%2B25:00        | timezone: +25:00 (expected: an IANA time zone, such as Europe/Berlin)
            timezone=                | timezone:  (expected: an IANA time zone, such as Europe/Berlin)
            from=yesterday           | from: yesterday (expected: an ISO 8601 instant with offset, or a date)
            from=2026-03-01T00:00:00 | from: 2026-03-01T00:00:00 (expected: an ISO 8601 instant with offset, or a date)
            interval=year            | interval: year (expected: total, minute, 5minutes, hour, day, week, month)
            country=%5CGB            | country: \\\\GB (expected: a backslash only before a comma, a minus or a backslash)
            bots=yes                 | bots: yes (expected: exclude, include, only)
            metrics=clicks,views     | metrics: views (expected: clicks, uniques, leads, sales, sale_amount)
            sort=-views              | sort: -views (expected: a metric or field asked for, or start, with - for descending)
            from=2027-01-01          | to: 2026-03-02T12:00:00Z (expected: not before from, 2027-01-01T00:00:00Z)
            """)
    void namesAWrongParameter(String query, String detail) throws Exception {
        HttpResponse<String> response = get("/v1/stats?" + query, key);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"detail\":\"" + detail + "\"");
    }

    @Test
    void refusesAParameterThatCannotBeDecoded() throws Exception {
        assertThat(raw("GET /v1/stats?country=%ZZ HTTP/1.1\r\nHost: localhost"))
                .startsWith("HTTP/1.1 400 ")
                .contains("query: %ZZ (expected: two hexadecimal digits after each %)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/%00 HTTP/1.1\r\nHost: localhost",
                "GET /v1/%C3/stats HTTP/1.1\r\nHost: localhost",
                "GET /v1/stats/%ED%A0%80 HTTP/1.1\r\nHost: localhost",
                "GET /v1/stats HTTP/1.1"
            })
    void tellsAProblemWhereNoRouteSeesTheRequest(String request) throws Exception {
        assertThat(raw(request))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json")
                .contains("{\"type\":\"urn:clickmill:problem:bad-request\",\"title\":\"Bad Request\",\"status\":400,");
    }

    /** Sends what no client library would: the request line and headers of one. */
    private static String raw(String lines) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            String request = lines + "\r\nConnection: close\r\nX-API-Key: " + key + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void tellsAProblemInFull() throws Exception {
        assertThat(get("/v1/stats?offset=-1", key).body())
                .isEqualTo("{\"type\":\"urn:clickmill:problem:invalid-parameter\",\"title\":\"Bad Request\","
                        + "\"status\":400,\"detail\":\"offset: -1 (expected: 0..2147483647)\",\"code\":\"invalid\","
                        + "\"parameter\":\"offset\",\"value\":\"-1\",\"expected\":\"0..2147483647\"}");
        assertThat(get("/v1/stats?colour=red", key).body())
                .contains("\"code\":\"unknown\",\"parameter\":\"colour\",\"value\":\"red\"");
    }

    @Test
    void opensOnlyTheAccountsOfTheKey() throws Exception {
        String both = key("stats:read", "acme", "other");
        String range = "from=2026-03-01&to=2026-03-02";
        assertThat(get("/v1/stats?" + range + "&account_id=other", both).body()).contains("{\"clicks\":1}");
        assertThat(get("/v1/stats?" + range + "&account_id=acme", both).body()).contains("{\"clicks\":100}");
        assertThat(get("/v1/stats?" + range, both).body())
                .contains("account_id: missing (expected: one of the accounts that the API key opens)");
        assertThat(get("/v1/stats?" + range + "&account_id=other", key).statusCode())
                .isEqualTo(403);
    }

    @Test
    void asksForAGoodKeyWithTheScope() throws Exception {
        assertThat(get("/v1/stats", null).statusCode()).isEqualTo(401);
        assertThat(get("/v1/stats", "cm_" + "0".repeat(40)).body()).contains("unknown API key");
        assertThat(get("/v1/stats", "nonsense").headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer");
        assertThat(get("/v1/stats", key("events:write", "acme")).body())
                .contains("\"status\":403,\"detail\":\"the API key lacks the scope stats:read\"");
        HttpRequest header = HttpRequest.newBuilder(uri("/v1/stats"))
                .header("X-API-Key", key)
                .build();
        assertThat(CLIENT.send(header, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void endsKeysThatExpireOrAreRevoked() throws Exception {
        String expired =
                new CreateApiKey(List.of("acme"), List.of("*"), Plan.FREE, NOW, null).run(database.owner(), NOW);
        assertThat(get("/v1/stats", expired).body()).contains("the API key has expired");
        String revoked = key("*", "acme");
        assertThat(RevokeApiKey.run(database.owner(), revoked.substring(0, 11), NOW))
                .isTrue();
        assertThat(RevokeApiKey.run(database.owner(), revoked, NOW)).isFalse();
        assertThat(get("/v1/stats", revoked).statusCode()).isEqualTo(401);
        assertThat(ListApiKeys.run(database.owner()))
                .filteredOn(listed -> listed.start().equals(revoked.substring(0, 11)))
                .singleElement()
                .satisfies(listed -> assertThat(listed.revokedAt()).isEqualTo(NOW));
    }

    @Test
    void refusesRequestsOverTheLimitOfTheKey() throws Exception {
        String limited = new CreateApiKey(List.of("acme"), List.of("stats:read"), Plan.ENTERPRISE, null, 2)
                .run(database.owner(), NOW);
        HttpResponse<String> first = get("/v1/stats", limited);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(rateLimit(first)).containsExactly("2", "1", Long.toString(NOW.getEpochSecond() + 30), "");
        HttpResponse<String> second = post("{}", limited);
        assertThat(second.statusCode()).isEqualTo(403);
        assertThat(rateLimit(second)).containsExactly("2", "0", Long.toString(NOW.getEpochSecond() + 60), "");
        HttpResponse<String> third = get("/v1/stats", limited);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(rateLimit(third)).containsExactly("2", "0", Long.toString(NOW.getEpochSecond() + 60), "30");
        assertThat(third.body())
                .isEqualTo("{\"type\":\"urn:clickmill:problem:too-many-requests\",\"title\":\"Too Many Requests\","
                        + "\"status\":429,\"detail\":\"more requests than the 2 of the API key's limit;"
                        + " retry after 30 s\"}");
        assertThat(rateLimit(get("/v1/stats", key))).containsOnly("");
    }

    private static List<String> rateLimit(HttpResponse<String> response) {
        return Stream.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
                .map(name -> response.headers().firstValue(name).orElse(""))
                .toList();
    }

    @Test
    void answersUnknownPathsAndMethodsWithProblems() throws Exception {
        assertThat(get("/v2/stats", key).body())
                .isEqualTo("{\"type\":\"urn:clickmill:problem:not-found\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"GET /v2/stats\"}");
        HttpResponse<String> post =
                send(HttpRequest.newBuilder(uri("/v1/stats")).POST(BodyPublishers.noBody()), key);
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET");
        assertThat(post.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        HttpResponse<String> head =
                send(HttpRequest.newBuilder(uri("/v1/stats")).method("HEAD", BodyPublishers.noBody()), key);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void tellsHealthAndMetrics() throws Exception {
        assertThat(get("/health/live", null).body()).isEqualTo("{\"status\":\"up\"}");
        HttpResponse<String> ready = get("/health/ready", null);
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(ready.body())
                .isEqualTo("{\"status\":\"down\",\"database\":\"up\",\"kafka\":\"up\",\"job\":\"down\"}");
        get("/v1/stats?from=2026-03-01&to=2026-03-02", key);
        assertThat(get("/metrics", null).body())
                .contains("clickmill_query_seconds_count{plan=\"rollup\"}")
                .contains("clickmill_http_seconds_count{method=\"GET\",route=\"/v1/stats\",status=\"200\"}")
                .contains("jvm_memory_used_bytes", "hikaricp_connections");
    }

    @Test
    void hidesTheCauseOfAFaultAndFinishesRunningRequestsOnClose() throws Exception {
        ClickStatsApi closing = ClickStatsApi.start(
                config(database),
                CLOCK,
                List.of((routes, services) -> {
                    routes.get("/fault", context -> {
                        throw new IllegalStateException("secret");
                    });
                    routes.get("/slow", context -> {
                        Thread.sleep(1_000);
                        context.result("done");
                    });
                }),
                Optional.empty(),
                Optional.empty());
        URI uri = URI.create("http://127.0.0.1:" + closing.port());
        HttpResponse<String> fault =
                CLIENT.send(HttpRequest.newBuilder(uri.resolve("/fault")).build(), BodyHandlers.ofString());
        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).contains("\"detail\":\"trace ").doesNotContain("secret");
        CompletableFuture<HttpResponse<String>> slow =
                CLIENT.sendAsync(HttpRequest.newBuilder(uri.resolve("/slow")).build(), BodyHandlers.ofString());
        Thread.sleep(300);
        closing.close();
        assertThat(slow.get().body()).isEqualTo("done");
    }

    @Test
    void refusesAnUnknownSchema() {
        TestDatabase empty = TestDatabase.createEmpty();
        ApiConfig config = ApiConfig.of(empty.url("postgres"));
        assertThatThrownBy(() -> ClickStatsApi.start(config, CLOCK))
                .hasMessageContaining("version none (expected: " + Schema.VERSION + ")");
    }

    private static TestEvent event(String account, int number, String country, long visitor) {
        Instant at = number < 60 ? Instant.parse("2026-03-01T01:00:00Z") : Instant.parse("2026-03-01T20:00:00Z");
        return new TestEvent(
                account,
                "e" + number,
                at.plusSeconds(number).toEpochMilli(),
                false,
                false,
                "click",
                visitor,
                0,
                Map.of(Field.COUNTRY, country),
                Map.of(),
                List.of());
    }

    private static String key(String scope, String... accounts) throws Exception {
        return new CreateApiKey(List.of(accounts), List.of(scope), Plan.FREE, null, null).run(database.owner(), NOW);
    }

    private static ClickStatsApi start(TestDatabase database) {
        return ClickStatsApi.start(
                config(database),
                CLOCK,
                List.of(),
                Optional.of(new RecordingPublisher()),
                Optional.of(new RecordingPublisher()));
    }

    private static ApiConfig config(TestDatabase database) {
        return ApiConfig.parse(
                Map.of("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE), "CLICKMILL_API_PORT", "0"));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    private static HttpResponse<String> post(String body, String key) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v1/events")).POST(BodyPublishers.ofString(body)), key);
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)), key);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
