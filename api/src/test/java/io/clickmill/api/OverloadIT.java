package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.contract.TestDatabase;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What many clients do at once, none of them with a key, leaves the API answering others. */
final class OverloadIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = TestDatabase.create();
        Clock clock = Clock.systemUTC();
        key = new CreateApiKey(List.of("acme"), List.of("stats:read"), Plan.FREE, null, null)
                .run(database.owner(), clock.instant());
        new RollupFixture(clock.instant().plus(Duration.ofHours(1)), Set.of()).fill(database, List.of());
        api = TestApi.start(database, clock, new RecordingPublisher(), Map.of("CLICKMILL_API_PORT", "0"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void answersWhileManyAskForItsHealth() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> probes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            probes.add(CLIENT.sendAsync(request("/health/ready"), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> probe : probes) {
            assertThat(probe.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answersWhileManyUploadSlowly() throws Exception {
        List<Socket> uploads = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                Socket upload = new Socket("127.0.0.1", api.port());
                uploads.add(upload);
                String length =
                        i % 2 == 0 ? "Content-Length: 5000\r\n\r\n{" : "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
                upload.getOutputStream()
                        .write(("POST /track/click HTTP/1.1\r\nHost: a\r\n" + length)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            // Every thread would be taken by now. A second is far above noise; before, an answer took 12 s and more.
            for (int i = 0; i < 20; i++) {
                long start = System.nanoTime();
                assertThat(CLIENT.send(request("/v1/stats"), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
                Thread.sleep(100);
            }
        } finally {
            for (Socket upload : uploads) {
                upload.close();
            }
        }
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .build();
    }
}
