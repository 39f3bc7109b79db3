package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.TestClient;
import io.clickmill.api.TestKey;
import io.clickmill.api.sql.LogNotices;
import io.clickmill.api.sql.LogRows;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests batches whose answers several clients share. */
final class SharedBatchesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/stats/batch";

    /** It waits for table link while that is locked. */
    private static final String LINKS = """
            {"from":"2026-03-01","to":"2026-03-02",\
            "queries":[{"id":"all"},{"id":"links","group_by":"link","include":"link"}]}""";

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-03T12:00:00Z"))
            .fill(database -> LogRows.insert(database.owner(), """
                    SELECT jsonb_build_object('account_id', account, 'event', 'click', 'event_id', 'e' || number,
                             'occurred_at', timestamptz '2026-03-01 10:00Z', 'visitor', number, 'link_id', 'l')
                      FROM unnest(array['acme', 'globex']) AS account
                     CROSS JOIN generate_series(1, 10) AS number
                     WHERE account = 'acme' OR number <= 3"""))
            .key("acme", TestKey.of("acme"))
            .key("colleague", TestKey.of("acme"))
            .key("globex", TestKey.of("globex"))
            .key("limited", TestKey.of("acme").perMinute(5));

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void givesAnAnswerOfAMomentAgoToThoseWhoAcceptIt() throws Exception {
        String body = question("moment");
        long before = clicks(ask("acme", body, "max-age=1"));
        insert();
        assertThat(clicks(ask("colleague", body, "max-age=1"))).isEqualTo(before);
        assertThat(clicks(ask("acme", body, "max-age=1"))).isEqualTo(before);
        for (String cacheControl : List.of("no-cache", "max-age=0", "max-age=00", "private")) {
            assertThat(clicks(ask("acme", body, cacheControl))).as(cacheControl).isEqualTo(before + 1);
        }
        TimeUnit.MILLISECONDS.sleep(1_100);
        assertThat(clicks(ask("acme", body, "max-age=1"))).isEqualTo(before + 1);
    }

    /** Who was told that there is something new asks because of it. */
    @Test
    void givesNoAnswerFromBeforeAChange() throws Exception {
        for (int i = 0; i < 5; i++) {
            String body = question("change" + i);
            long before = clicks(ask("acme", body, "max-age=1"));
            insert();
            LogNotices.tell(KIT.database().owner(), "acme");
            await().atMost(Duration.ofMillis(900))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> clicks(ask("acme", body, "max-age=1")) == before + 1);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    @Test
    void keepsAccountsApart() throws Exception {
        String body = question("apart");
        assertThat(clicks(ask("acme", body, "max-age=1"))).isGreaterThanOrEqualTo(10);
        assertThat(clicks(ask("globex", body, "max-age=1"))).isEqualTo(3);
        String other = "{\"account_id\":\"acme\"," + body.substring(1);
        assertThat(ask("acme", other, "max-age=1").statusCode()).isEqualTo(200);
        assertThat(ask("globex", other, "max-age=1").statusCode()).isEqualTo(403);
    }

    @Test
    void countsAgainstTheLimitOfEachKey() throws Exception {
        String body = question("limit");
        ask("acme", body, "max-age=1");
        for (int i = 0; i < 5; i++) {
            assertThat(ask("limited", body, "max-age=1").statusCode()).isEqualTo(200);
        }
        assertThat(ask("limited", body, "max-age=1").statusCode()).isEqualTo(429);
        assertThat(ask("acme", body, "max-age=1").statusCode()).isEqualTo(200);
    }

    @Test
    void readsOnceForAllWhoAskTheSameAtATimeAndHoldsNoThreadForThem() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        withoutLinks(() -> {
            for (int i = 0; i < 90; i++) {
                answers.add(asks(LINKS));
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> waiting() == 1);
            assertThat(ask("acme", question("meanwhile"), "no-cache").statusCode())
                    .isEqualTo(200);
            assertThat(waiting()).isEqualTo(1);
        });
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body().lines()).hasSize(3);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    /** Who asks because of a change must not get an answer from before it, and slow answers must not pile up. */
    @Test
    void answersNobodySideBySideWhenTheAccountChangesMeanwhile() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        String body = LINKS.replace("links", "later");
        long before = clicks(ask("acme", question("before"), "no-cache"));
        withoutLinks(() -> {
            answers.add(asks(body));
            await().atMost(Duration.ofSeconds(5)).until(() -> waiting() == 1);
            for (int change = 0; change < 3; change++) {
                insert();
                LogNotices.tell(KIT.database().owner(), "acme");
                TimeUnit.MILLISECONDS.sleep(600);
                for (int i = 0; i < 20; i++) {
                    answers.add(asks(body));
                }
                assertThat(waiting()).isEqualTo(1);
            }
        });
        assertThat(clicks(answers.get(0).get(10, TimeUnit.SECONDS))).isEqualTo(before);
        for (CompletableFuture<HttpResponse<String>> answer : answers.subList(1, answers.size())) {
            assertThat(clicks(answer.get(10, TimeUnit.SECONDS))).isEqualTo(before + 3);
        }
    }

    @Test
    void answersTheOthersIfTheFirstHasGone() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        String body = LINKS.replace("links", "gone");
        withoutLinks(() -> {
            try (Socket first = new Socket("127.0.0.1", KIT.port())) {
                first.setSoLinger(true, 0);
                first.getOutputStream()
                        .write(("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nCache-Control: max-age=1\r\n"
                                        + "Authorization: Bearer " + KIT.key("acme") + "\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                await().atMost(Duration.ofSeconds(5)).until(() -> waiting() == 1);
            }
            answers.add(asks(body));
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(waiting()).isEqualTo(1);
        });
        HttpResponse<String> answer = answers.get(0).get(10, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().lines()).hasSize(3).noneMatch(line -> line.contains("problem"));
    }

    @Test
    void tellsAllWhatHasGoneWrong() throws Exception {
        String body = question("wrong");
        KIT.withoutTables(() -> {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                answers.add(asks(body));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> response = answer.get(10, TimeUnit.SECONDS);
                assertThat(response.statusCode() == 503 || response.body().contains("\"status\":503"))
                        .as(response.body())
                        .isTrue();
            }
        });
        TimeUnit.MILLISECONDS.sleep(1_100);
        assertThat(clicks(ask("acme", body, "max-age=1"))).isGreaterThanOrEqualTo(10);
    }

    private static String question(String id) {
        return "{\"from\":\"2026-03-01\",\"to\":\"2026-03-02\",\"queries\":[{\"id\":\"" + id + "\"}]}";
    }

    private static HttpResponse<String> ask(String key, String body, String cacheControl) throws Exception {
        TestClient client = KIT.client(key);
        return client.send(
                client.request(PATH).header("Cache-Control", cacheControl).POST(BodyPublishers.ofString(body)));
    }

    private CompletableFuture<HttpResponse<String>> asks(String body) {
        return http.sendAsync(
                KIT.client("acme")
                        .request(PATH)
                        .header("Cache-Control", "max-age=1")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static long clicks(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode line = JSON.readTree(answer.body().split("\n")[1]);
        return line.at("/data/0/clicks").asLong();
    }

    private static void insert() throws Exception {
        LogRows.insert(KIT.database().owner(), """
                SELECT jsonb_build_object('account_id', 'acme', 'event', 'click', 'event_id', gen_random_uuid(),
                         'occurred_at', timestamptz '2026-03-01 11:00Z', 'visitor', 1)""");
    }

    private static void withoutLinks(DialectKit.Action action) throws Exception {
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE link IN ACCESS EXCLUSIVE MODE");
            action.run();
            connection.rollback();
        }
    }

    /** The number of sessions of the API that wait for a lock. */
    private static int waiting() throws Exception {
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*)
                          FROM pg_stat_activity
                         WHERE application_name = 'clickmill-api'
                           AND wait_event_type = 'Lock'
                           AND datname = current_database()""")) {
            row.next();
            return row.getInt(1);
        }
    }
}
