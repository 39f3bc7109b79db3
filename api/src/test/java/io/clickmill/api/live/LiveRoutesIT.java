package io.clickmill.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestClient;
import io.clickmill.api.TestKey;
import io.clickmill.api.sql.LogNotices;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests {@code GET /v1/live}. */
final class LiveRoutesIT {
    private static final String PATH = "/v1/live?account_id=";

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-03T12:00:00Z"))
            .key("acme", TestKey.of("acme").scopes("stats:read"))
            .key("globex", TestKey.of("globex"))
            .key("busy", TestKey.of("busy"))
            .key("writer", TestKey.of("acme").scopes("events:write"));

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void tellsOfNewClicksOfTheAccount() throws Exception {
        try (EventStream acme = open("acme");
                EventStream globex = open("globex")) {
            tell("acme");
            assertThat(acme.next(1_000)).isEqualTo("changed");
            assertThat(globex.next(700)).isNull();
            tell("globex", "somebody");
            assertThat(globex.next(1_000)).isEqualTo("changed");
            assertThat(acme.next(700)).isNull();
        }
    }

    @Test
    void tellsOfAllAccountsIfANoticeNamesNone() throws Exception {
        try (EventStream acme = open("acme");
                EventStream globex = open("globex")) {
            tell();
            assertThat(acme.next(1_000)).isEqualTo("changed");
            assertThat(globex.next(1_000)).isEqualTo("changed");
        }
    }

    /** Each change makes every page ask again. */
    @Test
    void tellsManyCommitsAsFewChangesOfWhichOneIsAfterTheLast() throws Exception {
        try (EventStream acme = open("acme")) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(2)) {
                tell("acme");
            }
            int before = acme.count();
            assertThat(before).as("changes in two seconds, and the greeting").isBetween(4, 6);
            await().atMost(Duration.ofSeconds(1)).until(() -> acme.count() > before);
        }
    }

    @Test
    void tellsNewClicksAfterTheDatabaseHasClosedTheConnection() throws Exception {
        try (EventStream acme = open("acme")) {
            endListening();
            acme.ended().get(5, TimeUnit.SECONDS);
        }
        awaitListening();
        try (EventStream acme = open("acme")) {
            // What was committed meanwhile was told to nobody.
            tell("acme");
            assertThat(acme.next(1_500)).isEqualTo("changed");
        }
    }

    private static void endListening() throws Exception {
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    SELECT pg_terminate_backend(pid)
                      FROM pg_stat_activity
                     WHERE application_name = 'clickmill-api-listener'
                       AND datname = current_database()""");
        }
    }

    @Test
    void isOpenToReadersOfTheAccountOnly() throws Exception {
        assertThat(KIT.anonymous().get(PATH + "acme").statusCode()).isEqualTo(401);
        assertThat(KIT.client("writer").get(PATH + "acme").statusCode()).isEqualTo(403);
        assertThat(KIT.client("globex").get(PATH + "acme").body()).contains("does not open account acme");
    }

    @Test
    void refusesClientsThatExpectAnotherForm() throws Exception {
        TestClient acme = KIT.client("acme");
        HttpResponse<String> answer = acme.send(acme.request(PATH + "acme").header("Accept", "application/json"));
        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(answer.body()).contains("expected: text/event-stream");
    }

    @Test
    void holdsNoThreadForStreams() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try (Socket silent = new Socket()) {
            silent.setReceiveBufferSize(1_024);
            silent.connect(new InetSocketAddress("127.0.0.1", KIT.port()));
            String request = "GET " + PATH + "busy HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + KIT.key("busy") + "\r\n\r\n";
            silent.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 200; i++) {
                streams.add(open("busy"));
            }
            for (int i = 0; i < 3; i++) {
                tell("busy");
                long begin = System.nanoTime();
                for (EventStream stream : streams) {
                    assertThat(stream.next(5_000)).isEqualTo("changed");
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
            }
            assertThat(KIT.client("acme").get("/v1/stats").statusCode()).isEqualTo(200);
            assertThat(KIT.anonymous().get("/metrics").body()).contains("clickmill_live_streams");
            assertRefusesMoreOfOneKey(streams);
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    private void assertRefusesMoreOfOneKey(List<EventStream> streams) throws Exception {
        while (streams.size() < 249) {
            streams.add(open("busy"));
        }
        HttpResponse<String> answer = KIT.client("busy").get(PATH + "busy");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).contains("too many open streams (expected: at most 250)");
    }

    @Test
    void endsStreamsWhenTheApiStops() throws Exception {
        ClickStatsApi other = TestApi.start(KIT.database(), KIT.clock(), Map.of());
        TestClient acme = KIT.client("acme").at(other.port());
        awaitListening(acme);
        try (EventStream stream = EventStream.open(client, acme.address(PATH + "acme"), KIT.key("acme"))) {
            long begin = System.nanoTime();
            other.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
            stream.ended().get(2, TimeUnit.SECONDS);
        }
    }

    private EventStream open(String account) throws Exception {
        awaitListening();
        return EventStream.open(client, KIT.anonymous().address(PATH + account), KIT.key(account));
    }

    private static void awaitListening() {
        awaitListening(KIT.client("acme"));
    }

    /** The API listens shortly after it has started. */
    private static void awaitListening(TestClient acme) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> acme.send(acme.request(PATH + "acme").method("HEAD", BodyPublishers.noBody()))
                                .statusCode()
                        == 200);
    }

    private static void tell(String... accounts) throws Exception {
        LogNotices.tell(KIT.database().owner(), accounts);
    }
}
