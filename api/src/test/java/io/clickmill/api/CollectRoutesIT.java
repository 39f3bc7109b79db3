package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests {@code POST /v1/events} and {@code /v1/links} over a live port, up to the published records. */
final class CollectRoutesIT {
    /** One event in a body of more than 128 KiB, which is only read if there is room. */
    private static final String LONG = "{}" + " ".repeat(140_000);

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final RecordingPublisher EVENTS = new RecordingPublisher();
    private static final RecordingPublisher LINKS = new RecordingPublisher();

    private static TestDatabase database;
    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        key = key("*", "acme");
        ApiConfig config = ApiConfig.parse(
                Map.of("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE), "CLICKMILL_API_PORT", "0"));
        api = ClickStatsApi.start(
                config, Clock.fixed(NOW, ZoneOffset.UTC), List.of(), Optional.of(EVENTS), Optional.of(LINKS));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void acceptsEventsOnceKafkaHasThem() throws Exception {
        EVENTS.published().clear();
        HttpResponse<String> response = post(event("a") + "\n" + event("b") + "\n{}\n", key("events:write", "acme"));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo("{\"accepted\":3}");
        assertThat(EVENTS.published().stream().map(ClickRecord::key))
                .startsWith("a", "b")
                .hasSize(3);
        assertThat(new String(EVENTS.published().get(0).json(), StandardCharsets.UTF_8))
                .isEqualTo("{\"account_id\":\"acme\",\"event_id\":\"a\",\"timestamp\":1772452800000}");
        assertThat(new String(EVENTS.published().get(2).json(), StandardCharsets.UTF_8))
                .contains("\"timestamp\":\"2026-03-02T12:00:00Z\",\"account_id\":\"acme\"");
    }

    @Test
    void publishesNothingOfAnInvalidRequest() throws Exception {
        EVENTS.published().clear();
        assertThat(post("{}\n{\"event_id\":1}", key).body())
                .contains(
                        "\"status\":400,\"detail\":\"line 2: event_id: 1 (expected: a string of 1..128 characters)\"");
        assertThat(post("{}\n{}\n{\"url_location\":-1}", key).body())
                .contains(
                        "\"status\":400,\"detail\":\"line 3: url_location: -1 (expected: 0..2147483647)\"",
                        "\"parameter\":\"url_location\",\"value\":\"-1\",\"expected\":\"0..2147483647\"");
        assertThat(post("{\"account_id\":\"other\"}", key).statusCode()).isEqualTo(403);
        assertThat(post("{}", key("stats:read", "acme")).statusCode()).isEqualTo(403);
        assertThat(post("{}", null).statusCode()).isEqualTo(401);
        assertThat(post("x".repeat(10 * 1024 * 1024 + 1), key).statusCode()).isEqualTo(413);
        assertThat(EVENTS.published()).isEmpty();
    }

    @Test
    void asksToRepeatWhenKafkaDoesNotAnswer() throws Exception {
        HttpResponse<String> response = post(event("fail"), key);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("repeat the request").doesNotContain("broken");
    }

    @Test
    void refusesALongBodyImmediatelyIfThereIsNoRoom() throws Exception {
        List<Socket> uploads = new ArrayList<>();
        try {
            byte[] almostAll = new byte[10 * 1024 * 1024 - 1];
            Arrays.fill(almostAll, (byte) ' ');
            // Four fit once the bodies of other tests are freed. Uploads that come too early are refused.
            for (int i = 0; i < 20 && post(LONG, key).statusCode() != 503; i++) {
                Socket upload = new Socket("127.0.0.1", api.port());
                uploads.add(upload);
                try {
                    upload.getOutputStream()
                            .write(("POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key
                                            + "\r\nContent-Length: " + (almostAll.length + 1) + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    upload.getOutputStream().write(almostAll);
                } catch (IOException e) {
                    // The upload was refused before all of it was sent.
                }
                Thread.sleep(100);
            }
            HttpResponse<String> refused = eventually(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body()).contains("too much is being received; repeat the request");
        } finally {
            for (Socket upload : uploads) {
                upload.close();
            }
        }
        assertThat(eventually(202).body()).isEqualTo("{\"accepted\":1}");
    }

    private static String event(String id) {
        return "{\"event_id\":\"" + id + "\",\"timestamp\":1772452800000}";
    }

    /** Posts {@link #LONG} until the answer has the status, for at most ten seconds, and returns the answer. */
    private static HttpResponse<String> eventually(int status) throws Exception {
        HttpResponse<String> response = post(LONG, key);
        for (int i = 0; i < 100 && response.statusCode() != status; i++) {
            Thread.sleep(100);
            response = post(LONG, key);
        }
        assertThat(response.statusCode()).isEqualTo(status);
        return response;
    }

    @Test
    void saysThatEventsWithoutIdsMayBeCountedTwiceWhenRepeated() throws Exception {
        assertThat(post(event("fail"), key).body())
                .contains("events without event_id and timestamp may be counted twice");
        assertThat(postLinks("{\"link_id\":\"fail\"}", key).body()).doesNotContain("twice");
    }

    @Test
    void acceptsLinksOnceKafkaHasThem() throws Exception {
        HttpResponse<String> response = postLinks(
                "{\"link_id\":\"a\",\"title\":\"A\"}\n{\"link_id\":\"b\",\"account_id\":\"acme\"}",
                key("links:write", "acme"));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEqualTo("{\"accepted\":2}");
        assertThat(LINKS.published().stream().map(ClickRecord::key)).containsExactly("acme\u001Fa", "acme\u001Fb");
        assertThat(LINKS.published().stream().map(link -> new String(link.json(), StandardCharsets.UTF_8)))
                .containsExactly(
                        "{\"account_id\":\"acme\",\"link_id\":\"a\",\"title\":\"A\"}",
                        "{\"link_id\":\"b\",\"account_id\":\"acme\"}");
    }

    @Test
    void publishesNoLinkOfAnInvalidRequest() throws Exception {
        LINKS.published().clear();
        HttpResponse<String> missing = postLinks("{\"link_id\":\"a\"}\n{\"title\":\"B\"}", key);
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(missing.body())
                .contains("urn:clickmill:problem:invalid-link")
                .contains("\"detail\":\"line 2: link_id: missing (expected: a string of 1..256 characters)\"");
        assertThat(postLinks("{\"account_id\":\"other\",\"link_id\":\"a\"}", key)
                        .statusCode())
                .isEqualTo(403);
        assertThat(postLinks("{\"link_id\":\"a\"}", key("events:write", "acme")).statusCode())
                .isEqualTo(403);
        assertThat(postLinks("{\"link_id\":\"fail\"}", key).statusCode()).isEqualTo(503);
        assertThat(LINKS.published()).isEmpty();
    }

    private static String key(String scope, String... accounts) throws Exception {
        return new CreateApiKey(List.of(accounts), List.of(scope), Plan.FREE, null, null).run(database.owner(), NOW);
    }

    private static HttpResponse<String> post(String body, @Nullable String key) throws Exception {
        return post("/v1/events", body, key);
    }

    private static HttpResponse<String> postLinks(String body, String key) throws Exception {
        return post("/v1/links", body, key);
    }

    private static HttpResponse<String> post(String path, String body, @Nullable String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
