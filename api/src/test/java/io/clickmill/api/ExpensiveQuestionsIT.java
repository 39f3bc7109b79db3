package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.sql.LogRows;
import io.clickmill.contract.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Other accounts get answers while one account asks expensive questions. Queries that read column {@code ip} of the log
 * wait until the test releases a lock, so that the test knows which questions are being answered.
 */
final class ExpensiveQuestionsIT {
    private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String RANGE = "from=2026-03-01&to=2026-03-20";
    private static final String DEAR = "/v1/stats?group_by=ip&" + RANGE;
    private static final String CHEAP = "/v1/stats?group_by=country,device&" + RANGE;

    /** Three accounts with too many events for a cheap question, and a fourth with few. */
    private static final String EVENTS = """
            SELECT jsonb_build_object(
                     'account_id', account, 'event', 'click', 'event_id', 'e' || i, 'visitor', i, 'ip', '10.0.0.1',
                     'occurred_at', timestamptz '2026-03-10' + i * interval '1 s', 'country', 'GB', 'device', 'TV',
                     'campaign_id', 'c', 'source_id', 'c', 'link_id', '7', 'url', 'https://a.example',
                     'subscriber_id', 's' || i % 10, 'params', '{}'::jsonb)
              FROM unnest(ARRAY['acme', 'beta', 'gamma', 'small'], ARRAY[10500, 10500, 10500, 300]) AS given (account, n),
                   generate_series(1, n) AS i""";

    private static final String HOLD = """
            CREATE FUNCTION held(text) RETURNS text STABLE LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM pg_advisory_xact_lock_shared(1);
              RETURN $1;
            END $$;
            DO $$
            BEGIN
              ALTER TABLE click_event RENAME TO logged;
              EXECUTE (SELECT 'CREATE VIEW click_event AS SELECT '
                              || string_agg(CASE column_name WHEN 'ip' THEN 'held(ip) AS ip' ELSE column_name END, ', '
                                            ORDER BY ordinal_position)
                              || ' FROM logged'
                         FROM information_schema.columns WHERE table_name = 'logged');
              GRANT SELECT ON click_event TO PUBLIC;
            END $$""";

    private static final Map<String, String> KEYS = new HashMap<>();

    private static TestDatabase database;
    /** As many expensive questions as may be present are answered at a time. */
    private static ClickStatsApi api;

    private static ClickStatsApi oneAtATime;

    private final List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    private Connection lock;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        LogRows.insert(database.owner(), EVENTS);
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO account (account_id, loyalty_club_id) VALUES ('acme', 1), ('beta', 2), ('gamma', 3)");
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT account_id, kind.scope, kind.id, first_day, last_day
                      FROM scope_span,
                           unnest(ARRAY['campaign', 'source', 'link'], ARRAY['c', 'c', '7']) AS kind (scope, id)""");
            statement.execute(HOLD);
        }
        for (String account : List.of("acme", "beta", "gamma", "small")) {
            KEYS.put(
                    account,
                    new CreateApiKey(List.of(account), List.of("*"), Plan.ENTERPRISE, null, 0)
                            .run(database.owner(), NOW));
        }
        api = start(7);
        oneAtATime = start(1);
    }

    private static ClickStatsApi start(int atOnce) {
        return TestApi.start(
                database,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Map.of("CLICKMILL_API_EXPENSIVE_AT_ONCE", Integer.toString(atOnce)));
    }

    @AfterAll
    static void stop() {
        api.close();
        oneAtATime.close();
    }

    @BeforeEach
    void hold() throws SQLException {
        lock = database.owner().getConnection();
        try (Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
        }
    }

    @AfterEach
    void letGo() throws Exception {
        lock.close();
        for (CompletableFuture<HttpResponse<String>> answer : held) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        assertThat(get("acme", DEAR).statusCode()).isEqualTo(200);
        assertThat(metrics()).contains("clickmill_expensive_running 0.0");
    }

    @Test
    void answersOthersWhileOneAccountAsksExpensiveQuestions() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(CLIENT.sendAsync(request("acme", DEAR).build(), BodyHandlers.ofString()));
        }
        awaitDone(answers, 7);
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            if (answer.isDone()) {
                assertThat(answer.get().statusCode()).isEqualTo(429);
                assertThat(answer.get().headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.get().body()).contains("urn:clickmill:problem:too-many-requests");
            } else {
                held.add(answer);
            }
        }
        assertThat(held).hasSize(3);
        requireQuick("small", CHEAP);
        requireQuick("small", "/v1/stats?group_by=subscriber_id&" + RANGE);
        requireQuick("acme", "/v1/stats?from=2026-03-10&to=2026-03-10T01:00:00Z&group_by=country");
        assertThat(metrics())
                .contains("clickmill_expensive_running 3.0", "clickmill_expensive_refused_total{owner=\"account\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "'/v1/stats?group_by=country,device&from=2026-03-01&to=2026-03-20', 429, too-many-requests, 503, unavailable",
        "/tracking/link/stats/aggregated?period_from=2026-03-01T00:00:00.000Z&period_to=2026-03-20T00:00:00.000Z"
                + "&group=subscriber_id, 429, Too Many Requests, 500, Internal server error",
        "/analytics?start=2026-03-01&end=2026-03-19&groupBy=devices&country=GB,"
                + " 429, rate_limit_exceeded, 503, internal_server_error",
        "/events?start=2026-03-01&end=2026-03-19&country=FR, 429, rate_limit_exceeded, 503, internal_server_error",
        "/v3/marketing/stats/automations/c/links, 429, too many requests, 503, expensive questions",
        "/v2/emailmarketing/campaigns/c/tracking/clicks/7?api_key=KEY,"
                + " 403, mashery.not.authorized.over.qps, 500, http.status.internal_server_error",
        "/v1/reporting/query, 429, '{\"error\":\"3 expensive', 503, '{\"error\":\"7 expensive'"
    })
    void refusesInTheFormOfTheDialect(String path, int ofAccount, String account, int ofServer, String server)
            throws Exception {
        ask("acme", 3);
        requireRefused("acme", path, ofAccount, account);
        ask("beta", 3);
        ask("gamma", 1);
        requireRefused("gamma", path, ofServer, server);
    }

    @Test
    void answersOneAfterAnotherWhereOnlyOneIsAnsweredAtATime() throws Exception {
        for (String account : List.of("acme", "acme", "beta")) {
            held.add(CLIENT.sendAsync(request(oneAtATime, account, DEAR).build(), BodyHandlers.ofString()));
        }
        awaitMetric(oneAtATime, "clickmill_expensive_waiting 2.0");
        assertThat(metrics(oneAtATime)).contains("clickmill_expensive_running 1.0");
    }

    /** Asks expensive questions, and returns once all of them are being answered. */
    private void ask(String account, int questions) throws Exception {
        for (int i = 0; i < questions; i++) {
            held.add(CLIENT.sendAsync(request(account, DEAR).build(), BodyHandlers.ofString()));
        }
        awaitMetric(api, "clickmill_expensive_running " + held.size() + ".0");
    }

    private static void awaitMetric(ClickStatsApi of, String metric) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!metrics(of).contains(metric)) {
            assertThat(System.nanoTime()).as(metric).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void requireRefused(String account, String path, int status, String text) throws Exception {
        HttpResponse<String> answer = get(account, path);
        assertThat(answer.body()).contains(text);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    /** Requires the shortest of several times to be short, because other tests run at the same time. */
    private static void requireQuick(String account, String path) throws Exception {
        Duration least = Duration.ofDays(1);
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            assertThat(get(account, path).statusCode()).isEqualTo(200);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            least = took.compareTo(least) < 0 ? took : least;
        }
        assertThat(least).isLessThan(Duration.ofMillis(200));
    }

    private static void awaitDone(List<CompletableFuture<HttpResponse<String>>> answers, int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (answers.stream().filter(CompletableFuture::isDone).count() < count) {
            assertThat(System.nanoTime()).as("%s answers", count).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static String metrics() throws Exception {
        return metrics(api);
    }

    private static String metrics(ClickStatsApi of) throws Exception {
        return CLIENT.send(request(of, "small", "/metrics").build(), BodyHandlers.ofString())
                .body();
    }

    private static HttpResponse<String> get(String account, String path) throws Exception {
        return CLIENT.send(request(account, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String account, String path) {
        return request(api, account, path);
    }

    private static HttpRequest.Builder request(ClickStatsApi of, String account, String path) {
        String key = KEYS.get(account);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + of.port() + path.replace("KEY", key)))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
        return path.equals("/v1/reporting/query")
                ? request.header("Content-Type", "application/json")
                        .header("X-Product-Name", "test")
                        .header("X-User-Agent", "test")
                        .header("X-Loyalty-Club-Slug", account)
                        .POST(BodyPublishers.ofString("{\"report\":\"sendings_links\"}"))
                : request;
    }
}
