package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
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
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key of one account reads nothing of another. Every value of account {@code rival} contains {@code secret}. Some of
 * its clicks are in rollups, and some are only in the log.
 */
final class AccountIsolationIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String STATS = "/v1/stats?from=2026-03-01&to=2026-03-03";
    private static final String PERIOD = "?period_from=2026-03-01T00:00:00.000Z&period_to=2026-03-03T00:00:00.000Z";
    private static final String DAYS = "?start=2026-03-01&end=2026-03-02";
    private static final List<Field> FIELDS = List.of(
            Field.CAMPAIGN,
            Field.LINK,
            Field.SOURCE,
            Field.COUNTRY,
            Field.CITY,
            Field.DEVICE,
            Field.BROWSER_VERSION,
            Field.CUSTOM_LINK_TITLE,
            Field.URL,
            Field.SUBSCRIBER_ID,
            Field.PROFILE_ID,
            Field.REFERER_URL,
            Field.EXTERNAL_ID);

    private static final RecordingPublisher EVENTS = new RecordingPublisher();

    private static ClickStatsApi api;
    private static String key;
    private static String rivalKey;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = TestDatabase.create();
        List<TestEvent> events = new ArrayList<>();
        for (String word : List.of("own", "secret")) {
            for (int i = 0; i < 80; i++) {
                events.add(event(word, i));
            }
        }
        new RollupFixture(Instant.parse("2026-03-02T00:00:00Z"), Set.of()).fill(database, events);
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO account (account_id, loyalty_club_id) VALUES ('acme', 1), ('rival', 2)");
        }
        key = new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, 0).run(database.owner(), NOW);
        rivalKey =
                new CreateApiKey(List.of("rival"), List.of("*"), Plan.ENTERPRISE, null, 0).run(database.owner(), NOW);
        ApiConfig config = ApiConfig.parse(
                Map.of("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE), "CLICKMILL_API_PORT", "0"));
        Optional<ClickPublisher> publisher = Optional.of(EVENTS);
        api = ClickStatsApi.start(
                config,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Dialects.all(publisher),
                publisher,
                Optional.of(new RecordingPublisher()));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static Stream<String> questions() {
        Stream<String> stats = FIELDS.stream().map(field -> STATS + "&group_by=" + field.word());
        Stream<String> emailConsul = Stream.of(
                        "campaign_id", "subscriber_id", "device", "country", "browser", "custom_link_title", "params")
                .flatMap(group -> Stream.of("aggregated", "timeseries")
                        .map(kind -> "/tracking/link/stats/" + kind + PERIOD + "&group=" + group));
        Stream<String> dub = Stream.concat(
                Stream.of("countries", "cities", "devices", "top_links", "top_urls", "top_base_urls", "referer_urls")
                        .map(grouping -> "/analytics" + DAYS + "&groupBy=" + grouping),
                Stream.of("/events" + DAYS, "/events" + DAYS + "&page=2&limit=30&sortOrder=asc"));
        return Stream.of(stats, emailConsul, dub).flatMap(paths -> paths);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void answersFromTheKeysAccountOnly(String path) throws Exception {
        assertThat(get(path, rivalKey).body()).contains("secret").doesNotContain("own");
        assertThat(get(path, key).body()).contains("own").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign", "link", "country", "url", "subscriber_id", "params"})
    void findsNothingByAValueOfAnotherAccount(String field) throws Exception {
        String path = STATS + "&" + field + "=" + (field.equals("params") ? "p=secret" : "secret-" + field);
        assertThat(get(path, rivalKey).body()).startsWith("{\"data\":[{\"clicks\":80}]");
        assertThat(get(path, key).body()).startsWith("{\"data\":[{\"clicks\":0}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign_id=secret-campaign", "subscriber_id=secret-subscriber_id"})
    void findsNothingByAValueOfAnotherAccountAsEmailConsul(String filter) throws Exception {
        String path = "/tracking/link/stats/aggregated" + PERIOD + "&" + filter;
        assertThat(get(path, rivalKey).body()).startsWith("{\"data\":[{\"count\":80}]");
        assertThat(get(path, key).body()).startsWith("{\"data\":[{\"count\":0}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"country=secret-country", "linkId=secret-link", "url=secret-url"})
    void findsNothingByAValueOfAnotherAccountAsDub(String filter) throws Exception {
        assertThat(get("/analytics" + DAYS + "&" + filter, rivalKey).body()).startsWith("{\"clicks\":80,");
        assertThat(get("/analytics" + DAYS + "&" + filter, key).body()).startsWith("{\"clicks\":0,");
        assertThat(get("/events" + DAYS + "&" + filter, key).body()).isEqualTo("[]");
        assertThat(get("/events" + DAYS + "&workspaceId=ws_rival", key).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v3/marketing/stats/automations/CAMPAIGN/links",
                "/v3/marketing/stats/singlesends/CAMPAIGN/links",
                "/v2/emailmarketing/campaigns/CAMPAIGN/tracking/clicks?api_key=KEY",
                "/v2/emailmarketing/campaigns/CAMPAIGN/tracking/clicks/LINK?api_key=KEY"
            })
    void answers404ForACampaignOfAnotherAccount(String template) throws Exception {
        String own = template.replace("CAMPAIGN", "own-campaign").replace("LINK", "own-link");
        String others = template.replace("CAMPAIGN", "secret-campaign").replace("LINK", "secret-link");
        assertThat(get(others.replace("KEY", rivalKey), rivalKey).body())
                .contains("secret-")
                .doesNotContain("own-");
        assertThat(get(own.replace("KEY", key), key).body()).contains("own-").doesNotContain("secret-");
        assertThat(get(others.replace("KEY", key), key).statusCode()).isEqualTo(404);
        assertThat(get(own.replace("LINK", "secret-link").replace("KEY", key), key)
                        .body())
                .doesNotContain("secret-");
    }

    @Test
    void refusesAPageTokenOfAnotherAccount() throws Exception {
        String clicks = "/v2/emailmarketing/campaigns/own-campaign/tracking/clicks?api_key=";
        String first = get(clicks + key + "&limit=1", key).body();
        String next = first.replaceAll(".*\\?next=([^\"]+).*", "$1");
        assertThat(get(clicks + key + "&next=" + next, key).statusCode()).isEqualTo(200);
        assertThat(get(clicks + rivalKey + "&next=" + next, rivalKey).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'report':'sendings_links_stats'}",
                "{'report':'sendings_links'}",
                "{'report':'links_visits_history','from':'2026-03-01','to':'2026-03-03','aggregate_by':['source_id','path']}"
            })
    void reportsOnTheKeysAccountsOnly(String report) throws Exception {
        String body = report.replace('\'', '"');
        assertThat(query("all=all", body, rivalKey).body())
                .contains("secret-source")
                .doesNotContain("own-");
        assertThat(query("all=all", body, key).body()).contains("own-source").doesNotContain("secret-");
        assertThat(query("id=2", body, key).statusCode()).isEqualTo(471);
        assertThat(query("id=1_2", body, key).statusCode()).isEqualTo(471);
    }

    @Test
    void refusesAReportsPageTokenOfAnotherAccount() throws Exception {
        String first = "{\"report\":\"sendings_links_stats\",\"per_page\":1}";
        String token = query("all=all", first, key).body().replaceAll(".*\"next_page_info\":\"?([^\"}]+).*", "$1");
        String second = "{\"report\":\"sendings_links_stats\",\"page_info\":\"" + token + "\"}";
        assertThat(query("all=all", second, key).statusCode()).isEqualTo(200);
        assertThat(query("all=all", second, rivalKey).statusCode()).isEqualTo(422);
    }

    @Test
    void refusesAnotherAccountByItsName() throws Exception {
        assertThat(get(STATS + "&account_id=rival", key).statusCode()).isEqualTo(403);
        assertThat(get(STATS + "&account_id=acme&account_id=rival", key).statusCode())
                .isEqualTo(400);
        assertThat(get(STATS + "&account_id=acme,rival", key).statusCode()).isEqualTo(403);
        String emailConsul = "/tracking/link/stats/aggregated" + PERIOD;
        assertThat(get(emailConsul + "&account_id=rival&group=campaign_id", key).body())
                .contains("own")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"account_id\":\"rival\"}",
                "{\"account_id\":\"acme\"}\n{\"account_id\":\"rival\"}",
                "{\"account_id\":\"\\u0072ival\"}"
            })
    void refusesEventsForAnotherAccount(String events) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/v1/events")).POST(BodyPublishers.ofString(events)), key);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(EVENTS.published()).isEmpty();
    }

    private static TestEvent event(String word, int number) {
        Map<Field, String> values =
                FIELDS.stream().collect(Collectors.toMap(field -> field, field -> word + "-" + field.word()));
        values.computeIfPresent(Field.SOURCE, (field, value) -> number < 40 ? value : value + "-2");
        return new TestEvent(
                word.equals("own") ? "acme" : "rival",
                "e" + number,
                Instant.parse(number < 70 ? "2026-03-01T01:00:00Z" : "2026-03-02T01:00:00Z")
                        .plusMillis(number)
                        .toEpochMilli(),
                false,
                false,
                "click",
                number,
                0,
                values,
                Map.of("p", word),
                List.of());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", "application/json"), key);
    }

    private static HttpResponse<String> query(String customer, String body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/reporting/query"))
                .header("Content-Type", "application/json")
                .header("X-User-Agent", "test/1")
                .header("X-Product-Name", "test")
                .header("X-Customer", customer);
        return send(request.POST(BodyPublishers.ofString(body)), key);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String key) throws Exception {
        return CLIENT.send(request.header("Authorization", "Bearer " + key).build(), BodyHandlers.ofString());
    }
}
