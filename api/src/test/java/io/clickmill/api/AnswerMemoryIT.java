package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.sql.LogRows;
import io.clickmill.contract.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers with large texts are refused, in the form of each dialect, instead of filling the memory. */
final class AnswerMemoryIT {
    private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String STATS = "/v1/stats?from=2026-03-01&to=2026-03-20&bots=include&campaign=large&group_by=";

    /** The limit for one answer, and for all answers together. A page of few groups takes little of it. */
    private static final long MEMORY_BYTES = 24_000_000;

    private static final QueryError TOO_LARGE = QueryError.invalid("limit", "much", "less");

    /** 500 events, each with texts of the maximum length and with 200 parameters. */
    private static final String LARGE = """
            SELECT jsonb_build_object(
                     'account_id', 'acme', 'event', 'click', 'event_id', 'large' || i, 'visitor', i,
                     'occurred_at', timestamptz '2026-03-10' + i * interval '1 ms', 'campaign_id', CASE WHEN i <= 400 THEN 'large' ELSE 'more' END,
                     'source_id', 'large', 'link_id', 'l' || i,
                     'referer', i || repeat('ж', 8180), 'user_agent', i || repeat('ω', 8180),
                     'url', i || repeat('क', 8180), 'custom_link_title', i || repeat('q', 2000),
                     'email_address', i || repeat('å', 500),
                     'params', (SELECT jsonb_object_agg(p || repeat('п', 5), 'v' || p) FROM generate_series(1, 200) AS p))
              FROM generate_series(1, 500) AS i""";

    private static AnswerMemory memory;
    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = TestDatabase.create();
        LogRows.insert(database.owner(), LARGE);
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO account (account_id, loyalty_club_id) VALUES ('acme', 1)");
            statement.execute("""
                    INSERT INTO scope_span
                    SELECT account_id, kind.scope, 'large', first_day, last_day
                      FROM scope_span, unnest(ARRAY['campaign', 'source']) AS kind (scope)""");
        }
        key = new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, 0).run(database.owner(), NOW);
        memory = new AnswerMemory(MEMORY_BYTES, MEMORY_BYTES);
        api = TestApi.start(database, Clock.fixed(NOW, ZoneOffset.UTC), memory);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "params,referer_url,user_agent&limit=1",
                "base_url,params&limit=10",
                "email_address,referer_base_url,params&limit=1&metrics=clicks,sales"
            })
    void answersAPageOfMoreGroupsThanFitInMemory(String question) throws Exception {
        HttpResponse<String> answer = get(STATS + question);
        assertThat(answer.body()).contains("\"total\":80000");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'/v1/stats?from=2026-03-01&to=2026-03-20&campaign=large&group_by=params,referer_url,user_agent&limit=10000', 400, limit:",
        "/events?start=2026-03-01&end=2026-03-19&limit=1000, 422, limit:",
        "/v2/emailmarketing/campaigns/large/tracking/clicks?api_key=KEY&limit=500, 400, limit:"
    })
    void refusesAnAnswerThatIsTooLarge(String path, int status, String parameter) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.body()).contains(parameter, "too much memory (expected: ");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    @Test
    void refusesConcurrentAnswersThatDoNotFitTogether() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        // One account may ask three expensive questions at a time. Each page takes more than half of the memory.
        for (int i = 0; i < 3; i++) {
            answers.add(CLIENT.sendAsync(
                    request(STATS + "params,referer_url,user_agent&limit=4000").build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            int status = answer.get().statusCode();
            assertThat(status).isIn(200, 503);
            assertThat(answer.get().headers().firstValue("Retry-After").isPresent())
                    .isEqualTo(status == 503);
        }
        assertThat(get(STATS + "country").statusCode()).isEqualTo(200);
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'/v1/stats?from=2026-03-01&to=2026-03-20&campaign=large&group_by=params,link', 503, urn:clickmill:problem:unavailable",
        "/tracking/link/stats/aggregated?period_from=2026-03-01T00:00:00.000Z&period_to=2026-03-20T00:00:00.000Z"
                + "&group=custom_link_title&limit=1000, 500, '\"statusCode\":500'",
        "/analytics?start=2026-03-01&end=2026-03-19&groupBy=top_urls, 503, internal_server_error",
        "/events?start=2026-03-01&end=2026-03-19&limit=10, 503, internal_server_error",
        "/v3/marketing/stats/automations/large/links, 503, other large answers",
        "/v2/emailmarketing/campaigns/large/tracking/clicks?api_key=KEY&limit=10, 500, http.status.internal_server_error"
    })
    void saysThatItIsBusyWhileOthersTakeAllMemory(String path, int status, String text) throws Exception {
        requireBusy(request(path), status, text);
    }

    @Test
    void saysThatItIsBusyAsPlacewise() throws Exception {
        HttpRequest.Builder report = request("/v1/reporting/query")
                .header("Content-Type", "application/json")
                .header("X-Product-Name", "test")
                .header("X-User-Agent", "test")
                .header("X-Customer", "id=1")
                .POST(BodyPublishers.ofString("{\"report\":\"sendings_links\"}"));
        requireBusy(report, 503, "{\"error\":\"other large answers");
    }

    private static void requireBusy(HttpRequest.Builder request, int status, String text) throws Exception {
        try (AnswerMemory.Answer others = memory.open()) {
            others.take(MEMORY_BYTES, TOO_LARGE);
            HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.body()).contains(text);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(get(STATS + "country").statusCode()).isEqualTo(200);
        }
        assertThat(CLIENT.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        assertThat(memory.sharedBytesTaken()).isZero();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path.replace("KEY", key)))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json");
    }
}
