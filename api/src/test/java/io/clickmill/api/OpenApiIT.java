package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.collect.CollectRoutes;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.api.query.Field;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the description with the running API. */
final class OpenApiIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static OpenApiDocument document;
    private static ClickStatsApi api;
    private static String key;
    private static String readOnlyKey;

    @BeforeAll
    static void start() throws Exception {
        document = OpenApiDocument.read();
        TestDatabase database = TestDatabase.create();
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.add(new TestEvent(
                    "acme",
                    "e" + i,
                    NOW.minusSeconds(i).toEpochMilli(),
                    false,
                    false,
                    List.of("click", "lead", "sale").get(i % 3),
                    i,
                    100,
                    Map.of(Field.COUNTRY, "GB"),
                    Map.of("source", "mail"),
                    List.of("t1")));
        }
        new RollupFixture(NOW, Set.of()).fill(database, events);
        key = new CreateApiKey(List.of("acme"), List.of("*"), Plan.FREE, null, null).run(database.owner(), NOW);
        readOnlyKey = new CreateApiKey(List.of("acme", "other"), List.of("stats:read"), Plan.FREE, null, null)
                .run(database.owner(), NOW);
        ApiConfig config = ApiConfig.parse(
                Map.of("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE), "CLICKMILL_API_PORT", "0"));
        api = ClickStatsApi.start(
                config,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Dialects.all(Optional.of(new PickyPublisher())),
                Optional.of(new PickyPublisher()),
                Optional.of(new PickyPublisher()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void hasEveryRouteAndNoOther() {
        // A route that ends in an asterisk only answers that something has no data.
        List<String> routes = api.routes().stream()
                .filter(route -> !route.startsWith("GET /docs") && !route.endsWith("*"))
                .toList();
        assertThat(document.routes()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/stats",
                "/v1/stats?interval=hour&timezone=Asia/Kolkata&metrics=clicks,uniques,leads,sales,sale_amount",
                "/v1/stats?group_by=params,country&metrics=uniques",
                "/v1/stats?group_by=tag&bots=include",
                "/v1/stats?group_by=link&include=link&interval=day&fill=zero&search=l&having=clicks%3E0&shift=P1D",
                "/v1/stats?limit=0",
                "/v1/stats?from=",
                "/v1/stats?colour=red",
                "/v1/stats?account_id=other",
                "/v1/stats?plan=log",
                "/v1/stats?plan=best",
                "/v1/me",
                "/",
                "/login",
                "/login?once=wrong",
                "/assets/old/app.js",
                "/health/live",
                "/health/ready",
                "/metrics",
                "/openapi.yaml",
                "/openapi.json"
            })
    void describesTheAnswer(String path) throws Exception {
        document.requireDescribed("GET", path, get(path, key));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            200, `{"interval":"hour","queries":[{"id":"a"},{"id":1,"limit":0},{"id":"b","fill":"zero"}]}`
            200, `{"queries":[{"id":"a","group_by":"link","include":"link"}]}`
            400, {}
            403, `{"account_id":"other","queries":[{"id":"a"}]}`
            """)
    void describesTheAnswerToABatch(int status, String body) throws Exception {
        for (String accept :
                List.of("*/*", "application/json, */*", "application/x-ndjson", "application/json", "text/html")) {
            HttpRequest.Builder request =
                    request("/v1/stats/batch", key).header("Accept", accept).POST(BodyPublishers.ofString(body));
            HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            boolean isAcceptable = accept.endsWith("*/*") || accept.equals("application/x-ndjson");
            assertThat(answer.statusCode()).isEqualTo(isAcceptable ? status : 406);
            document.requireDescribed("POST", "/v1/stats/batch", answer);
            if (answer.statusCode() == 200) {
                answer.body().lines().skip(1).forEach(line -> document.requireSchema("BatchAnswer", line));
            }
        }
    }

    @Test
    void describesTheAnswersToKeys() throws Exception {
        document.requireDescribed("GET", "/v1/stats", get("/v1/stats", "cm_unknown"));
        document.requireDescribed("GET", "/v1/stats", get("/v1/stats", readOnlyKey));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            202, {}
            400, {"event_id":1}
            403, {"account_id":"other"}
            400, {"sale":7}
            503, `{"event_id":"refused","timestamp":"2026-03-02T12:00:00Z"}`
            """)
    void describesTheAnswerToEvents(int status, String body) throws Exception {
        HttpResponse<String> answer = post("/v1/events", body, key);
        assertThat(answer.statusCode()).isEqualTo(status);
        document.requireDescribed("POST", "/v1/events", answer);
        document.requireDescribed("POST", "/v1/events", post("/v1/events", body, "cm_unknown"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            202, {"link_id":"l1"}
            400, {}
            400, {"link_id":1}
            403, `{"link_id":"l1","account_id":"other"}`
            503, {"link_id":"refused"}
            """)
    void describesTheAnswerToLinks(int status, String body) throws Exception {
        HttpResponse<String> answer = post("/v1/links", body, key);
        assertThat(answer.statusCode()).isEqualTo(status);
        document.requireDescribed("POST", "/v1/links", answer);
        document.requireDescribed("POST", "/v1/links", post("/v1/links", body, "cm_unknown"));
    }

    @Test
    void describesTheAnswerToTooManyEvents() throws Exception {
        document.requireDescribed("POST", "/v1/stats/batch", post("/v1/stats/batch", "x".repeat(200_000), key));
        HttpResponse<String> answer = post("/v1/events", "x".repeat(CollectRoutes.MAX_BODY_BYTES + 1), key);
        assertThat(answer.statusCode()).isEqualTo(413);
        document.requireDescribed("POST", "/v1/events", answer);
    }

    @Test
    void servesTheDocumentAsYamlAndAsJson() throws Exception {
        HttpResponse<String> yaml = get("/openapi.yaml", null);
        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml; charset=utf-8");
        assertThat(yaml.body()).startsWith("openapi: 3.1.1\n");
        assertThat(new ObjectMapper().readTree(get("/openapi.json", null).body()))
                .isEqualTo(document.json());
    }

    @Test
    void showsTheDocumentWithSwaggerUiFromTheJarOnly() throws Exception {
        HttpResponse<String> redirect = get("/docs", null);
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.uri()
                        .resolve(redirect.headers().firstValue("Location").orElseThrow()))
                .isEqualTo(uri("/docs/"));
        HttpResponse<String> page = get("/docs/", null);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'; script-src 'self'; ");
        assertThat(page.body()).doesNotContain("//");
        List<String> files = Stream.of(page.body().split("\""))
                .filter(text -> text.matches("[a-z0-9-]+\\.(js|css|png)"))
                .toList();
        assertThat(files)
                .containsExactly("favicon-32x32.png", "swagger-ui.css", "swagger-ui-bundle.js", "initializer.js");
        for (String file : files) {
            assertThat(get("/docs/" + file, null).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/docs/initializer.js", null).body()).contains("url: '../openapi.yaml'");
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    private static HttpRequest.Builder request(String path, String apiKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return apiKey == null ? request : request.header("X-API-Key", apiKey);
    }

    private static HttpResponse<String> post(String path, String body, String apiKey) throws Exception {
        HttpRequest.Builder request = request(path, apiKey).POST(BodyPublishers.ofString(body));
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String apiKey) throws Exception {
        return CLIENT.send(request(path, apiKey).build(), BodyHandlers.ofString());
    }

    /** Refuses records if the key of the first ends in {@code refused}. */
    private static final class PickyPublisher implements ClickPublisher {
        @Override
        public void publish(List<ClickRecord> records) throws PublishException {
            if (records.get(0).key().endsWith("refused")) {
                throw new PublishException("refused", new IllegalStateException());
            }
        }

        @Override
        public boolean isReachable() {
            return true;
        }

        @Override
        public void close() {}
    }
}
