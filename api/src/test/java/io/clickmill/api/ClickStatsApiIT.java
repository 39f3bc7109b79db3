package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.ListApiKeys;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.auth.RevokeApiKey;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.junit.jupiter.params.provider.ValueSource;

final class ClickStatsApiIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TestDatabase database;
    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        new RollupFixture(Instant.parse("2026-03-02T00:00:00Z"), Set.of()).fill(database, StatsRoutesIT.events());
        key = key("*", "acme");
        api = start(database);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/%00 HTTP/1.1\r\nHost: localhost",
                "GET /v1/%C3/stats HTTP/1.1\r\nHost: localhost",
                "GET /v1/stats/%ED%A0%80 HTTP/1.1\r\nHost: localhost",
                "GET /v1/stats HTTP/1.1"
            })
    void answersWithAProblemIfNoRouteSeesTheRequest(String request) throws Exception {
        assertThat(raw(request))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Type: application/problem+json")
                .contains("{\"type\":\"urn:clickmill:problem:bad-request\",\"title\":\"Bad Request\",\"status\":400,");
    }

    /** Sends what no client library would: the request line and headers of one. */
    private static String raw(String lines) throws Exception {
        return new TestClient(api.port(), Map.of("X-API-Key", key)).raw(lines, "");
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
    void answersHealthAndMetrics() throws Exception {
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
