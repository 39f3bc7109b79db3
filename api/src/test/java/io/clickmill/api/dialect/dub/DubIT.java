package io.clickmill.api.dialect.dub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Answer;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.OpenApiDocument;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestApi;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.contract.TestDatabase;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DubIT {
    private static final Instant NOW = Instant.parse("2026-08-20T12:20:30.500Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** More than 64 events of each kind together, so that there are rollups of the hour and of the day. */
    private static final String BUSY_DAY = "start=2025-03-10&end=2025-03-10";

    private static final RememberedEvents PUBLISHED = new RememberedEvents();

    private static TestDatabase database;
    private static Map<String, String> keys;
    private static ClickStatsApi api;
    private static OpenApiDocument document;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        DubFixture.fill(database, new RollupFixture(NOW, Set.of()));
        keys = keys();
        api = TestApi.start(database, CLOCK, PUBLISHED, Map.of("CLICKMILL_CURRENCIES", "other=eur"));
        document = OpenApiDocument.read();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void forgetEvents() {
        PUBLISHED.clear();
    }

    static List<Case> cases() {
        return GoldenCases.of("dub");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        Answer answer = new GoldenCases(uri("/"), keys).check(golden);
        JsonNode expected = golden.json().path("published");
        if (expected.isMissingNode()) {
            assertThat(PUBLISHED.events()).as(golden.toString()).isEmpty();
        } else {
            assertThat(GoldenCases.masked(expected, PUBLISHED.events()))
                    .as(golden + ": what is sent to the stream")
                    .isEqualTo(expected);
        }
        document.requireDescribed(golden.method(), golden.path(), answer.response());
    }

    @Test
    void tracksWhatItCouldNotPublishBefore() throws Exception {
        String lead = "{\"clickId\":\"click_2\",\"eventName\":\"Broken\",\"customerExternalId\":\"u-broken\"}";
        String sale = "{\"clickId\":\"click_2\",\"amount\":100,\"invoiceId\":\"inv_broken\","
                + "\"customerExternalId\":\"u-broken-2\"}";
        PUBLISHED.fail(true);
        try {
            for (String request : List.of("/track/lead " + lead, "/track/sale " + sale)) {
                HttpResponse<String> answer = post(request);
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(answer.body()).contains("\"code\":\"internal_server_error\"");
            }
        } finally {
            PUBLISHED.fail(false);
        }
        assertThat(post("/track/lead " + lead).body()).contains("\"link\":{");
        assertThat(post("/track/lead " + lead).body()).contains("\"link\":null");
        String answer = post("/track/sale " + sale).body();
        assertThat(post("/track/sale " + sale).body()).isEqualTo(answer);
        assertThat(PUBLISHED.events().findValuesAsText("event")).containsExactly("lead", "lead", "sale");
    }

    @Test
    void knowsACustomerWhoseLeadIsOnItsWayToTheLog() throws Exception {
        post("/track/lead {\"clickId\":\"click_2\",\"eventName\":\"Sign up\",\"customerExternalId\":\"u-fresh\","
                + "\"customerName\":\"Fay\"}");
        for (String click : List.of("\"clickId\":\"click_1\",", "")) {
            assertThat(post("/track/sale {" + click + "\"amount\":100,\"customerExternalId\":\"u-fresh\"}")
                            .body())
                    .contains("\"name\":\"Fay\"");
        }
        assertThat(PUBLISHED.events().findValuesAsText("event")).containsExactly("lead", "sale", "sale");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/track/click {\"domain\":\"a\\u0000\",\"key\":\"b\"}",
                "/track/lead {\"clickId\":\"click_2\",\"eventName\":\"N\",\"customerExternalId\":\"u\\ud800\"}",
                "/track/lead {\"clickId\":\"click_2\",\"eventName\":\"N\",\"customerExternalId\":\"u-n\","
                        + "\"metadata\":{\"a\":\"\\u0000\"}}",
                "/track/sale {\"clickId\":\"click_2\",\"amount\":1000000000001,\"customerExternalId\":\"u-n\"}",
                // The lead of the new customer could be recorded without it.
                "/track/sale {\"clickId\":\"click_2\",\"amount\":1,\"customerExternalId\":\"u-n\","
                        + "\"metadata\":{\"a\":1e2000}}"
            })
    void refusesWhatTheJobWouldReject(String request) throws Exception {
        assertThat(post(request).statusCode()).isEqualTo(422);
        assertThat(PUBLISHED.events()).isEmpty();
    }

    @Test
    void refusesALargeBodyBeforeItIsParsed() throws Exception {
        HttpResponse<String> answer = post("/track/click {\"domain\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("larger than 65,536 bytes");
    }

    @Test
    void takesTheVisitorsAddressFromAProxyThatIsTrusted() throws Exception {
        RememberedEvents published = new RememberedEvents();
        try (ClickStatsApi behindProxy = TestApi.start(
                database,
                CLOCK,
                published,
                Map.of("CLICKMILL_API_BEHIND_PROXY", "true", "CLICKMILL_API_TRUSTED_PROXIES", "10.0.0.0/8"))) {
            for (int port : List.of(api.port(), behindProxy.port())) {
                HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/track/click"))
                                // What the client has written itself comes first.
                                .header("Forwarded", "for=198.51.100.1")
                                .header("X-Forwarded-For", "198.51.100.2")
                                .header("X-Forwarded-For", "198.51.100.3, 203.0.113.7, 10.1.2.3")
                                .header("User-Agent", "proxied")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"domain\":\"acme.test\",\"key\":\"_root\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            }
        }
        assertThat(PUBLISHED.events().findValuesAsText("ip")).containsExactly("127.0.0.1");
        assertThat(published.events().findValuesAsText("ip")).containsExactly("203.0.113.7");
    }

    /** Java's client sends a user agent of its own, unless it is told to send an empty one. */
    @Test
    void saysWhereAVisitorSentNoUserAgent() throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(uri("/track/click"))
                        .header("User-Agent", "")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"domain\":\"acme.test\",\"key\":\"_root\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(PUBLISHED.events().findValuesAsText("user_agent")).containsExactly("-");
    }

    /** Path and body, with a blank between them. */
    private static HttpResponse<String> post(String request) throws Exception {
        String[] parts = request.split(" ", 2);
        return HTTP.send(
                HttpRequest.newBuilder(uri(parts[0]))
                        .header("Authorization", "Bearer " + keys.get("key"))
                        .POST(HttpRequest.BodyPublishers.ofString(parts[1]))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "User-Agent:\r\n", "User-Agent: \t \r\n"})
    void recordsThatAClientHasSentNoUserAgent(String header) throws Exception {
        // No client library leaves it out. Another server, as this one tells the same visitor the same click again.
        String body = "{\"domain\":\"c.acme.test\",\"key\":\"four\"}";
        try (ClickStatsApi another = TestApi.start(database, CLOCK, PUBLISHED, Map.of());
                Socket socket = new Socket("127.0.0.1", another.port())) {
            String request = "POST /track/click HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200");
        }
        assertThat(PUBLISHED.events().findValuesAsText("user_agent")).containsExactly("-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "country=%00",
                "country=%C3",
                "country=%ZZ",
                "country=%",
                "domain=a%00&key=b",
                "externalId=ext_%00"
            })
    void refusesTextThatNoEventHolds(String value) throws Exception {
        // No client library sends such a line.
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            String request = "GET /events?" + value + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + "Authorization: Bearer " + keys.get("key") + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4").contains("{\"error\":{\"code\":", "\"doc_url\":");
        }
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        TestDatabase broken = TestDatabase.create();
        String key = new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, 0).run(broken.owner(), NOW);
        try (Connection connection = broken.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "ALTER TABLE click_event RENAME TO secret; ALTER TABLE rollup_progress RENAME TO secret_too");
        }
        try (ClickStatsApi server = TestApi.start(broken, CLOCK, PUBLISHED, Map.of())) {
            for (String path : List.of("/events", "/analytics")) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .header("Authorization", "Bearer " + key)
                        .build();
                HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"error\":{\"code\":\"internal_server_error\",\"message\":\"An internal server error"
                                        + " occurred. Please contact our support if the problem persists.\",\"doc_url\":"
                                        + "\"https://dub.co/docs/api-reference/errors#internal-server-error\"}}");
                assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
                document.requireDescribed("GET", path, answer);
            }
        }
    }

    @Test
    void givesEachRecordedEventAnIdOfItsOwn() throws Exception {
        post("/track/lead", """
                {"clickId":"click_2","eventName":"Ids","customerExternalId":"u-40","eventQuantity":3}""");
        post("/track/sale", """
                {"clickId":"click_2","customerExternalId":"u-41","amount":1}""");
        Set<String> ids = new HashSet<>();
        Set<String> customers = new HashSet<>();
        for (JsonNode event : PUBLISHED.events()) {
            ids.add(event.get("event_id").asText());
            customers.add(event.at("/customer/id").asText());
        }
        assertThat(ids).hasSize(5);
        assertThat(customers).hasSize(2);
    }

    @Test
    void tellsAVisitorTheSameClickAgain() throws Exception {
        String body = """
                {"domain":"b.acme.test","key":"sale"}""";
        JsonNode first = JSON.readTree(post("/track/click", body).body());
        assertThat(JSON.readTree(post("/track/click", body).body())).isEqualTo(first);
        assertThat(PUBLISHED.events()).hasSize(1);
        assertThat(PUBLISHED.events().get(0).get("event_id")).isEqualTo(first.get("clickId"));
    }

    @Test
    void findsAClickThatTheLogGetsAMomentLater() throws Exception {
        CompletableFuture<Void> job = CompletableFuture.runAsync(
                () -> update("""
                        INSERT INTO click_event
                        SELECT (jsonb_populate_record(c, '{"event_id":"fresh","occurred_at":"2026-08-11T10:00:00Z"}')).*
                          FROM click_event c
                         WHERE account_id = 'acme' AND event_id = ?""", "click_2"), CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS));
        try {
            HttpResponse<String> lead = post("/track/lead", """
                    {"clickId":"fresh","eventName":"Fresh","customerExternalId":"u-42"}""");
            assertThat(lead.statusCode()).as(lead.body()).isEqualTo(200);
        } finally {
            job.join();
            update("DELETE FROM click_event WHERE account_id = 'acme' AND event_id = ?", "fresh");
        }
    }

    /** Of all times, whatever the page was asked with; a link without clicks of its own has no last one. */
    @Test
    void tellsInEventsWhatTheLinksHaveHad() throws Exception {
        int links = 0;
        for (String event : List.of("clicks", "leads", "sales")) {
            JsonNode page = JSON.readTree(
                    get("/events?interval=all&country=US,DE&event=" + event).body());
            for (JsonNode link : page.findValues("link")) {
                String id = link.get("id").asText();
                JsonNode all = JSON.readTree(get("/analytics?event=composite&interval=all&linkId=" + id)
                        .body());
                for (String counter : List.of("clicks", "leads", "sales", "saleAmount")) {
                    assertThat(link.get(counter)).as(id + " " + counter).isEqualTo(all.get(counter));
                }
                JsonNode newest = JSON.readTree(
                        get("/events?interval=all&limit=1&linkId=" + id).body());
                assertThat(link.get("lastClicked")).as(id).isEqualTo(newest.at("/0/timestamp"));
                links++;
            }
        }
        assertThat(links).isPositive();
    }

    /** What stands in a rollup is answered from it, and is what the native endpoint counts. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            count,        -,            -
            timeseries,   -,            start
            continents,   continent,    continent
            countries,    country,      country
            regions,      region,       region
            devices,      device,       device
            browsers,     browser,      browser
            os,           os,           os
            triggers,     trigger,      trigger
            referers,     referer_domain, referer
            top_links,    link,         link
            top_urls,     url,          url
            utm_sources,  utm_source,   utm_source
            utm_mediums,  utm_medium,   utm_medium
            utm_campaigns,utm_campaign, utm_campaign
            utm_terms,    utm_term,     utm_term
            utm_contents, utm_content,  utm_content
            """)
    void answersFromRollupsWhatStatsCounts(String groupBy, String field, String column) throws Exception {
        HttpResponse<String> dub = get("/analytics?event=composite&groupBy=" + groupBy + "&" + BUSY_DAY);
        assertThat(dub.statusCode()).as(dub.body()).isEqualTo(200);
        assertThat(dub.headers().firstValue("X-Clickmill-Plan").orElse("none"))
                .matches("day=.*; rollup_rows=[1-9][0-9]* log_rows=0 late_rows=0");
        String question = "/v1/stats?from=2025-03-10&to=2025-03-11&metrics=clicks,leads,sales,sale_amount"
                + (field.equals("-") ? "" : "&group_by=" + field)
                + (groupBy.equals("timeseries") ? "&interval=hour" : "");
        Map<String, List<Long>> stats = new HashMap<>();
        for (JsonNode row : JSON.readTree(get(question).body()).get("data")) {
            put(stats, row, field.equals("-") ? column : field, "sale_amount");
        }
        Map<String, List<Long>> answered = new HashMap<>();
        JsonNode rows = JSON.readTree(dub.body());
        for (JsonNode row : rows.isArray() ? rows : JSON.createArrayNode().add(rows)) {
            put(answered, row, column, "saleAmount");
        }
        List<Long> unknown = stats.remove("");
        if (groupBy.equals("referers")) {
            stats.put("(direct)", unknown);
        }
        answered.values().removeIf(numbers -> numbers.stream().allMatch(number -> number == 0));
        assertThat(answered).isNotEmpty().isEqualTo(stats);
    }

    private static void put(Map<String, List<Long>> rows, JsonNode row, String column, String amount) {
        String value = row.path(column).asText("all");
        String key = column.equals("start") ? value.substring(0, 16) : value;
        rows.put(
                key,
                List.of(
                        row.get("clicks").asLong(),
                        row.get("leads").asLong(),
                        row.get("sales").asLong(),
                        row.get(amount).asLong()));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + keys.get("everything"))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + keys.get("key"))
                .header("Content-Type", "application/json")
                .header("User-Agent", "DubIT")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    /** A key for each plan and for what can be wrong with one. Only {@code limited} and {@code business} have a limit. */
    private static Map<String, String> keys() throws SQLException {
        List<String> dub = List.of("analytics.read", "conversions.write");
        Map<String, String> keys = new HashMap<>();
        keys.put("key", key(List.of("acme"), dub, "enterprise", null, 0));
        keys.put("everything", key(List.of("acme"), List.of("*"), "enterprise", null, 0));
        keys.put("other", key(List.of("other"), dub, "enterprise", null, 0));
        keys.put("visits", key(List.of("visits"), dub, "enterprise", null, 0));
        keys.put("nobody", key(List.of("nobody"), dub, "enterprise", null, 0));
        keys.put("two_accounts", key(List.of("acme", "other"), dub, "enterprise", null, 0));
        keys.put("expired", key(List.of("acme"), dub, "enterprise", NOW, 0));
        keys.put("revoked", key(List.of("acme"), dub, "enterprise", null, 0));
        keys.put("no_scope", key(List.of("acme"), List.of("tracking:read"), "enterprise", null, 0));
        keys.put("no_scope_free", key(List.of("acme"), List.of("tracking:read"), "free", null, 0));
        keys.put("stats_only", key(List.of("acme"), List.of("stats:read"), "enterprise", null, 0));
        keys.put("read_only", key(List.of("acme"), List.of("analytics.read"), "enterprise", null, 0));
        keys.put("limited", key(List.of("acme"), dub, "enterprise", null, 1));
        keys.put("business", key(List.of("acme"), dub, "business", null, null));
        for (String plan :
                List.of("free", "pro", "business plus", "business max", "business extra", "advanced", "enterprise")) {
            keys.put(plan.replace(' ', '_'), key(List.of("acme"), dub, plan, null, 0));
        }
        update("UPDATE api_key SET revoked_at = now() WHERE starts_with(?, key_start)", keys.get("revoked"));
        return keys;
    }

    private static String key(
            List<String> accountIds, List<String> scopes, String plan, Instant expiresAt, Integer perMinute)
            throws SQLException {
        return new CreateApiKey(accountIds, scopes, Plan.ofWord(plan).orElseThrow(), expiresAt, perMinute)
                .run(database.owner(), NOW);
    }

    /** Changes one row. */
    private static void update(String sql, String parameter) {
        try (Connection connection = database.owner().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
