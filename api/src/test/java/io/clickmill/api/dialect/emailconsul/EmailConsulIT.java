package io.clickmill.api.dialect.emailconsul;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Answer;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.OpenApiDocument;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestEvent;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsUnavailableException;
import io.clickmill.contract.TestDatabase;
import io.javalin.Javalin;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EmailConsulIT {
    private static final Instant NOW = Instant.parse("2021-07-10T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String DAY =
            "?period_from=2021-07-09T00:00:00.000Z&period_to=2021-07-10T00:00:00.000Z&group=country";

    private static TestDatabase database;
    private static Map<String, String> keys;
    private static ClickStatsApi api;
    private static OpenApiDocument document;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        new RollupFixture(NOW, Set.of()).fill(database, events());
        keys = keys();
        api = TestApi.start(database, CLOCK, Map.of());
        document = OpenApiDocument.read();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static List<Case> cases() {
        return GoldenCases.of("emailconsul");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        Answer answer = new GoldenCases(uri(api.port()), keys).check(golden);
        document.requireDescribed(golden.method(), golden.path(), answer.response());
    }

    @Test
    void tellsThePlanOfEveryAnswer() throws Exception {
        HttpResponse<String> answer = ask(api.port(), "/tracking/link/stats/aggregated" + DAY);
        assertThat(answer.headers().firstValue("X-Clickmill-Plan"))
                .contains("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
        assertThat(ask(api.port(), "/tracking/link/stats/timeseries" + DAY)
                        .headers()
                        .firstValue("X-Clickmill-Plan"))
                .contains("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
    }

    @Test
    void answersAQueryStringThatCannotBeDecodedWith400() throws Exception {
        for (String value : List.of("%C3", "%ZZ", "%")) {
            // No client library sends such a line.
            try (Socket socket = new Socket("127.0.0.1", api.port())) {
                String request = "GET /tracking/link/stats/aggregated" + DAY + "&campaign_id=" + value
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: " + keys.get("key")
                        + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).as(value).startsWith("HTTP/1.1 400 ").contains("\"statusCode\":400");
            }
        }
    }

    @Test
    void refusesRequestsOverTheLimitOfTheKey() throws Exception {
        String path = "/tracking/link/stats/aggregated";
        String limited = new CreateApiKey(List.of("acme"), List.of("*"), Plan.FREE, null, 1).run(database.owner(), NOW);
        assertThat(ask(api.port(), path + DAY, limited).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = ask(api.port(), path + DAY, limited);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("60");
        assertThat(refused.body())
                .isEqualTo("{\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":"
                        + "\"more requests than the 1 of the API key's limit; retry after 60 s\"}");
        document.requireDescribed("GET", path, refused);
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        StatsReader broken = query -> {
            throw new StatsUnavailableException("secret", new SQLException("also secret"));
        };
        for (String path : List.of("/tracking/link/stats/aggregated", "/api/v1.0/tracking/link/stats/timeseries")) {
            HttpResponse<String> answer = askWith(broken, path + DAY);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .isEqualTo("{\"statusCode\":500,\"error\":\"Internal Server Error\","
                            + "\"message\":\"Internal server error\"}");
            assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
            document.requireDescribed("GET", path, answer);
        }
    }

    @Test
    void refusesASeriesOfTooManyEntries() throws Exception {
        StatsReader full = query -> {
            throw new QueryException(QueryError.tooMany("group_by", "more than 250000 groups", "a filter"));
        };
        HttpResponse<String> answer = askWith(full, "/tracking/link/stats/timeseries" + DAY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("group: country (expected: at most 250000 entries");
    }

    @Test
    void refusesAPageThatTakesTooMuchMemory() throws Exception {
        StatsReader full = query -> {
            throw new QueryException(QueryError.tooLarge("limit", "a page that takes too much memory", "less"));
        };
        HttpResponse<String> answer = askWith(full, "/tracking/link/stats/aggregated" + DAY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("limit: a page that takes too much memory (expected: less)");
    }

    private static HttpResponse<String> askWith(StatsReader reader, String path) throws Exception {
        Javalin server = TestApi.start(database, CLOCK, reader, new EmailConsulDialect());
        try {
            return ask(server.port(), path);
        } finally {
            server.stop();
        }
    }

    private static HttpResponse<String> ask(int port, String path) throws Exception {
        return ask(port, path, keys.get("key"));
    }

    private static HttpResponse<String> ask(int port, String path, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(port).resolve(path))
                .header("X-API-Key", key)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Map<String, String> keys() throws SQLException {
        Map<String, String> keys = new HashMap<>();
        keys.put("key", key(List.of("acme"), EmailConsulDialect.SCOPE, null));
        keys.put("everything", key(List.of("acme"), "*", null));
        keys.put("other", key(List.of("other"), EmailConsulDialect.SCOPE, null));
        keys.put("no_scope", key(List.of("acme"), "stats:read", null));
        keys.put("two_accounts", key(List.of("acme", "other"), EmailConsulDialect.SCOPE, null));
        keys.put("expired", key(List.of("acme"), EmailConsulDialect.SCOPE, NOW));
        keys.put("revoked", key(List.of("revoked"), EmailConsulDialect.SCOPE, null));
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE api_key SET revoked_at = now() WHERE account_ids = '{revoked}'");
        }
        return keys;
    }

    private static String key(List<String> accountIds, String scope, Instant expiresAt) throws SQLException {
        return new CreateApiKey(accountIds, List.of(scope), Plan.FREE, expiresAt, null).run(database.owner(), NOW);
    }

    /** Five clicks by hand, what must not count beside them, and 70 in one minute, enough for rollups. */
    private static List<TestEvent> events() {
        List<TestEvent> events = new ArrayList<>();
        Recipient ann = new Recipient("ann@example.com", "GB", "192.0.2.1");
        Recipient bob = new Recipient("bob.2", "DE", "192.0.2.2");
        Recipient unknown = new Recipient("", "", "");
        events.add(click("2021-07-06T00:00:00.000Z", "spring p1 Desktop", "Chrome 91", "Read more", ann)
                .with(Map.of("source", "mail")));
        events.add(click("2021-07-06T10:15:30.250Z", "spring p1 Mobile", "Safari 14", "Read more", ann)
                .with(Map.of("source", "mail", "lang", "en")));
        events.add(click("2021-07-06T23:59:59.999Z", "spring p1 Desktop", "Firefox 89", "Shop", bob)
                .with(Map.of()));
        events.add(click("2021-07-07T00:00:00.000Z", "autumn_21 p2 Desktop", "Chrome 91", "Shop", ann)
                .with(Map.of("lang", "de")));
        events.add(
                click("2021-07-07T12:00:00.000Z", "autumn_21", "", "", unknown).with(Map.of()));
        Click ignored = click("2021-07-07T13:00:00.000Z", "spring p1 Desktop", "Chrome 91", "Shop", ann);
        events.add(ignored.as("acme", "click", true));
        events.add(ignored.as("acme", "lead", false));
        events.add(ignored.as("other", "click", false));
        for (int i = 0; i < 70; i++) {
            Recipient recipient = new Recipient("s-" + i % 7, i % 10 < 7 ? "FR" : "US", "198.51.100." + i % 2);
            String at =
                    Instant.parse("2021-07-09T09:00:00Z").plusMillis(i * 500L).toString();
            events.add(click(at, "bulk p3 Tablet", "Edge 91", "Bulk", recipient).with(Map.of()));
        }
        return events;
    }

    private record Recipient(String subscriberId, String country, String ip) {}

    private record Click(long at, Map<Field, String> values) {
        TestEvent with(Map<String, String> params) {
            return event("acme", "click", false, params);
        }

        TestEvent as(String accountId, String event, boolean bot) {
            return event(accountId, event, bot, Map.of("source", "mail"));
        }

        private TestEvent event(String accountId, String event, boolean bot, Map<String, String> params) {
            String id = accountId + event + bot + at;
            return new TestEvent(accountId, id, at, false, bot, event, id.hashCode(), 0, values, params, List.of());
        }
    }

    /** A click; {@code from} is the campaign, the profile and the device. */
    private static Click click(String at, String from, String browser, String title, Recipient recipient) {
        String[] words = (from + "  ").split(" ", -1);
        return new Click(
                Instant.parse(at).toEpochMilli(),
                Map.of(
                        Field.CAMPAIGN,
                        words[0],
                        Field.PROFILE_ID,
                        words[1],
                        Field.DEVICE,
                        words[2],
                        Field.BROWSER_VERSION,
                        browser,
                        Field.CUSTOM_LINK_TITLE,
                        title,
                        Field.SUBSCRIBER_ID,
                        recipient.subscriberId(),
                        Field.COUNTRY,
                        recipient.country(),
                        Field.IP,
                        recipient.ip()));
    }
}
