package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.contract.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API answers other clients while many clients load it at the same time. */
final class OverloadIT {
    /** More clients than the server has threads. */
    private static final int MANY = 80;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        TestDatabase database = TestDatabase.create();
        Clock clock = Clock.systemUTC();
        key = new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, null)
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
        try (Connections uploads = new Connections()) {
            for (int i = 0; i < MANY; i++) {
                String length =
                        i % 2 == 0 ? "Content-Length: 5000\r\n\r\n{" : "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
                uploads.open().send("POST /track/click HTTP/1.1\r\nHost: a\r\n" + length);
            }
            requireQuickAnswers();
        }
    }

    /** The chunks hold one byte each, so that their frames are longer than their content. */
    @Test
    void answersWhileManyUploadTinyChunksSlowly() throws Exception {
        try (Connections uploads = new Connections()) {
            for (int i = 0; i < MANY; i++) {
                uploads.open()
                        .trySend("POST /track/click HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "1\r\n \r\n".repeat(20_000));
            }
            requireQuickAnswers();
        }
    }

    @Test
    void refusesABodyInTinyChunks() throws Exception {
        try (Connections uploads = new Connections()) {
            uploads.open()
                    .send("POST /track/click HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "3\r\n   \r\n".repeat(501));
            assertThat(uploads.readLine()).isEqualTo("HTTP/1.1 400 Bad Request");
        }
    }

    /** A client that sends each token of its JSON in a chunk of its own is not taken for an attacker. */
    @Test
    void acceptsABodyInShortChunks() throws Exception {
        try (Connections uploads = new Connections()) {
            uploads.open()
                    .send("POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
                            + "5\r\n     \r\n".repeat(10_000) + "0\r\n\r\n");
            assertThat(uploads.readLine()).isEqualTo("HTTP/1.1 202 Accepted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/events", "/v1/links", "/track/lead", "/v1/reporting/query"})
    void answersWhileManyWithAKeyUploadLongBodiesSlowly(String path) throws Exception {
        try (Connections uploads = new Connections()) {
            for (int i = 0; i < MANY; i++) {
                uploads.open()
                        .send("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key
                                + "\r\nContent-Type: application/json\r\nX-User-Agent: a\r\nX-Product-Name: a"
                                + "\r\nX-Customer: all=all\r\nContent-Length: 204800\r\n\r\n"
                                + " ".repeat(140_000));
            }
            requireQuickAnswers();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs/swagger-ui-bundle.js", "/openapi.json", "/v1/stats?limit=0"})
    void answersWhileManyReadSlowly(String path) throws Exception {
        try (Connections readers = new Connections()) {
            for (int i = 0; i < MANY; i++) {
                readers.open()
                        .send(("GET " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key + "\r\n\r\n")
                                .repeat(5));
            }
            readers.readSlowly();
            requireQuickAnswers();
        }
    }

    @Test
    void refusesLongBodiesWithoutRoomAndAcceptsShortOnes() throws Exception {
        try (Connections uploads = new Connections()) {
            // Four fit once the bodies of other tests are freed. Uploads that come too early are refused.
            for (int i = 0; i < 20 && answer("/v1/reporting/query").statusCode() != 503; i++) {
                uploads.open();
                uploads.trySend("POST /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Length: 10485760\r\n\r\n" + " ".repeat(10_485_759));
                Thread.sleep(100);
            }
            assertThat(answer("/track/lead", "{}").statusCode()).isEqualTo(422);
            assertThat(answer("/v1/reporting/query", "{}").statusCode()).isEqualTo(422);
            HttpResponse<String> events = eventually(503, "/v1/events");
            assertThat(events.headers().firstValue("Retry-After")).contains("1");
            assertThat(events.body()).contains("too much is being received");
            HttpResponse<String> placewise = eventually(503, "/v1/reporting/query");
            assertThat(placewise.headers().firstValue("Retry-After")).contains("1");
            assertThat(placewise.body()).isEqualTo("{\"error\":\"Too much is being received, repeat the request\"}");
        }
        eventually(202, "/v1/events");
        eventually(422, "/v1/reporting/query");
    }

    /** Posts a long empty object until the answer has the status, for at most ten seconds, and returns the answer. */
    private static HttpResponse<String> eventually(int status, String path) throws Exception {
        HttpResponse<String> response = answer(path);
        for (int i = 0; i < 100 && response.statusCode() != status; i++) {
            Thread.sleep(100);
            response = answer(path);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response;
    }

    /** The answer to a body of more than 128 KiB, which is only read if there is room. */
    private static HttpResponse<String> answer(String path) throws Exception {
        return answer(path, "{}" + " ".repeat(140_000));
    }

    private static HttpResponse<String> answer(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("X-User-Agent", "test/1")
                .header("X-Product-Name", "test")
                .header("X-Customer", "all=all")
                .POST(BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    /** Requires short answer times. When each slow client held a thread, an answer took 12 s and more. */
    private static void requireQuickAnswers() throws Exception {
        // The first request waits until the server has parsed what the slow clients have sent.
        CLIENT.send(request("/v1/stats"), BodyHandlers.ofString());
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            assertThat(CLIENT.send(request("/v1/stats"), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            times.add(Duration.ofNanos(System.nanoTime() - start));
            Thread.sleep(100);
        }
        times.sort(null);
        assertThat(times.get(times.size() / 2)).as("median").isLessThan(Duration.ofMillis(200));
        assertThat(times.get(times.size() - 1)).as("maximum").isLessThan(Duration.ofSeconds(1));
    }

    /** The connections of slow clients. */
    private static final class Connections implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();
        private volatile boolean closed;

        Connections open() throws IOException {
            Socket socket = new Socket();
            sockets.add(socket);
            // A small buffer, so that the server's data stays with the server while the client does not read.
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress("127.0.0.1", api.port()));
            return this;
        }

        /** Sends text on the connection that was opened last. */
        void send(String text) throws IOException {
            sockets.get(sockets.size() - 1).getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** Like {@link #send}, for an upload that may be refused before all of it is sent. */
        void trySend(String text) {
            try {
                send(text);
            } catch (IOException e) {
                // The server has closed the connection.
            }
        }

        /** The first line that comes on the connection that was opened last. */
        String readLine() throws IOException {
            InputStream in = sockets.get(sockets.size() - 1).getInputStream();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII)).readLine();
        }

        /** Reads 100 bytes a second from each connection until this is closed. */
        void readSlowly() {
            Thread reader = new Thread(() -> {
                while (!closed) {
                    sockets.forEach(socket -> {
                        try {
                            socket.getInputStream()
                                    .readNBytes(Math.min(
                                            100, socket.getInputStream().available()));
                        } catch (IOException e) {
                            // The server has closed the connection.
                        }
                    });
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            for (Socket socket : sockets) {
                socket.close();
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
