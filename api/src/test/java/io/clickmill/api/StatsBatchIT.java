package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Field;
import io.clickmill.api.sql.LogRows;
import io.clickmill.contract.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests {@code POST /v1/stats/batch}. */
final class StatsBatchIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/stats/batch";
    private static final String DAY = "\"from\":\"2026-03-01\",\"to\":\"2026-03-02\"";

    /** How often answers are added up while events arrive; by hand 1,000 times. */
    private static final int ROUNDS = Integer.getInteger("clickmill.batch.rounds", 100);

    /** Parameters of questions, of which one value each is taken. */
    private static final Map<String, List<String>> CHOICES = Map.of(
            "group_by",
            List.of("", "country", "link", "country,device", "ip", "tag"),
            "metrics",
            List.of("clicks", "clicks,uniques", "clicks,leads,sales,sale_amount"),
            "interval",
            List.of("total", "hour", "day"),
            "timezone",
            List.of("UTC", "Asia/Kolkata"),
            "bots",
            List.of("exclude", "include", "only"),
            "country",
            List.of("GB", "-GB", "GB,FR", ""),
            "limit",
            List.of("1", "7", "10000"),
            "shift",
            List.of("-P1D", "-PT3H", "P1W"),
            "search",
            List.of("g", "L1"),
            "having",
            List.of("clicks>3", "clicks<=2,clicks!=0"));

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-03T12:00:00Z"))
            .fill(StatsBatchIT::fill)
            .key("acme", TestKey.of("acme").scopes("stats:read"))
            .key("grows", TestKey.of("grows"))
            .key("both", TestKey.of("acme", "grows"))
            .key("writer", TestKey.of("acme").scopes("events:write"))
            .key("limited", TestKey.of("acme").perMinute(10));

    private static void fill(TestDatabase database) throws Exception {
        List<TestEvent> events = new ArrayList<>();
        Random random = new Random(7);
        Instant first = Instant.parse("2026-03-01T00:00:00Z");
        for (int i = 0; i < 900; i++) {
            events.add(event(random, i, first.plusSeconds(random.nextInt(3 * 86_400))));
        }
        new RollupFixture(Instant.parse("2026-03-03T00:00:00Z"), Set.of()).fill(database, events);
    }

    private static TestEvent event(Random random, int number, Instant at) {
        boolean bot = random.nextInt(10) == 0;
        return new TestEvent(
                "acme",
                "e" + number,
                at.toEpochMilli(),
                !bot && random.nextInt(20) == 0 && at.isBefore(Instant.parse("2026-03-03T00:00:00Z")),
                bot,
                List.of("click", "click", "lead", "sale").get(random.nextInt(4)),
                random.nextInt(200),
                100,
                Map.of(
                        Field.COUNTRY,
                        List.of("GB", "FR", "DE", "").get(random.nextInt(4)),
                        Field.LINK,
                        "l" + random.nextInt(30),
                        Field.DEVICE,
                        List.of("Mobile", "Desktop").get(random.nextInt(2)),
                        Field.IP,
                        "10.0.0." + random.nextInt(50)),
                Map.of(),
                List.of("t" + random.nextInt(3)));
    }

    @Test
    void answersEachQuestionAsIfItWereAskedAlone() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 25; round++) {
            ObjectNode batch = JSON.createObjectNode().put("from", "2026-03-01").put("to", "2026-03-03T12:00:00Z");
            List<ObjectNode> questions =
                    IntStream.range(0, 8).mapToObj(i -> question(random)).toList();
            IntStream.range(0, 8).forEach(i -> batch.withArray("queries")
                    .add(questions.get(i).deepCopy().put("id", "q" + i)));
            Map<String, JsonNode> answers = byId(lines(post(batch.toString(), "acme")));
            assertThat(answers).hasSize(8);
            for (int i = 0; i < 8; i++) {
                HttpResponse<String> single = KIT.client("acme")
                        .get("/v1/stats?from=2026-03-01&to=2026-03-03T12:00:00Z" + parameters(questions.get(i)));
                JsonNode answer = answers.get("q" + i);
                JsonNode alone = JSON.readTree(single.body());
                if (single.statusCode() == 200) {
                    assertThat(answer.get("data")).as("%s", questions.get(i)).isEqualTo(alone.get("data"));
                    assertThat(answer.get("meta")).as("%s", questions.get(i)).isEqualTo(alone.get("meta"));
                    assertThat(single.headers().firstValue("X-Clickmill-Plan"))
                            .hasValue(answer.get("plan").asText());
                } else {
                    assertThat(answer.get("problem")).as("%s", questions.get(i)).isEqualTo(alone);
                }
            }
        }
    }

    private static ObjectNode question(Random random) {
        ObjectNode question = JSON.createObjectNode();
        CHOICES.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(choice -> {
            if (random.nextInt(3) == 0) {
                question.put(
                        choice.getKey(),
                        choice.getValue().get(random.nextInt(choice.getValue().size())));
            }
        });
        return question;
    }

    private static String parameters(ObjectNode question) {
        return question.properties().stream()
                .map(member -> "&" + member.getKey() + "="
                        + URLEncoder.encode(member.getValue().asText(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    @Test
    void sendsTheTimeFirstAndThenCheapQuestions() throws Exception {
        HttpResponse<String> response = post(
                "{" + DAY + ",\"country\":\"GB\",\"queries\":["
                        + "{\"id\":\"by the log\",\"group_by\":\"device\"},"
                        + "{\"id\":\"wrong\",\"limit\":0},"
                        + "{\"id\":\"by rollups\",\"limit\":3},"
                        + "{\"id\":\"elsewhere\",\"country\":\"FR\",\"shift\":\"P1D\"}]}",
                "acme");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        List<JsonNode> lines = lines(response);
        assertThat(lines.get(0).toString()).isEqualTo("{\"as_of\":\"2026-03-03T12:00:00Z\"}");
        assertThat(lines.stream().skip(1).map(line -> line.get("id").asText()))
                .containsExactly("by rollups", "elsewhere", "by the log", "wrong");
        assertThat(lines.get(1).get("plan").asText()).startsWith("day=1 hour=0 minute=0 log=0");
        assertThat(lines.get(1).get("millis").isIntegralNumber()).isTrue();
        assertThat(lines.get(2).get("meta").get("from").asText()).isEqualTo("2026-03-02T00:00:00Z");
        assertThat(lines.get(4).get("problem").get("detail").asText()).isEqualTo("limit: 0 (expected: 1..10000)");
    }

    @Test
    void answersTheOthersIfOneCannotBeAnswered() throws Exception {
        String links = "{\"id\":\"links\",\"group_by\":\"link\",\"include\":\"link\",\"country\":\"GB\"}";
        String body = "{" + DAY + ",\"queries\":[{\"id\":\"total\"}," + links
                + ",{\"id\":\"devices\",\"country\":\"FR\",\"group_by\":\"device\"}]}";
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE link RENAME TO hidden_link");
            try {
                Map<String, JsonNode> answers = byId(lines(post(body, "acme")));
                assertThat(answers.get("links").get("problem").get("status").asInt())
                        .isEqualTo(503);
                assertThat(answers.get("total").has("data")).isTrue();
                assertThat(answers.get("devices").get("data")).hasSize(2);
            } finally {
                statement.execute("ALTER TABLE hidden_link RENAME TO link");
            }
        }
    }

    @Test
    void hasAProblemForEachQuestionIfNoneCanBeAnswered() throws Exception {
        KIT.withoutTables(() -> {
            List<JsonNode> lines = lines(post("{" + DAY + ",\"queries\":[{\"id\":\"a\"},{\"id\":\"b\"}]}", "acme"));
            assertThat(lines).hasSize(3);
            assertThat(lines.stream()
                            .skip(1)
                            .map(line -> line.get("problem").get("status").asInt()))
                    .containsExactly(503, 503);
        });
    }

    @Test
    void sendsAnyNumberOfLargeAnswersToAClientThatReads() throws Exception {
        String questions = IntStream.range(0, 24)
                .mapToObj(i -> "{\"id\":" + i + ",\"group_by\":\"ip,link\",\"interval\":\"5minutes\","
                        + "\"fill\":\"zero\",\"country\":\"GB\",\"limit\":10000}")
                .collect(Collectors.joining(","));
        List<JsonNode> lines = lines(post("{" + DAY + ",\"queries\":[" + questions + "]}", "acme"));
        assertThat(lines).hasSize(25);
        assertThat(lines.stream().skip(1))
                .allSatisfy(line -> assertThat(line.get("data").size()).isGreaterThan(9_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                      | queries: missing (expected: a list of 1 to 24 objects)
            {"queries":{}}                          | queries: {} (expected: a list of 1 to 24 objects)
            {"queries":[]}                          | queries: 0 questions (expected: a list of 1 to 24 objects)
            {"queries":[7]}                         | queries[0]: 7 (expected: an object)
            {"queries":[{}]}                        | queries[0].id: missing (expected: a text of 1 to 64 characters)
            {"queries":[{"id":""}]}                 | queries[0].id:  (expected: a text of 1 to 64 characters)
            {"queries":[{"id":"a"},{"id":"a"}]}     | queries[1].id: a (expected: another id for each question)
            {"queries":[{"id":"a","limit":[1]}]}    | queries[0].limit: [1] (expected: a text or a whole number)
            {"queries":[{"id":"a"}],"limit":1.5}    | limit: 1.5 (expected: a text or a whole number)
            {"queries":[{"id":"a"}],"bots":null}    | bots: null (expected: a text or a whole number)
            {"queries":[{"id":"a","account_id":"acme"}]} | queries[0].account_id: \\"acme\\" (expected: it beside queries, for all questions)
            [1]                                     | body: not a JSON object
            {"queries":[{"id":"a"}]} {}             | body: not a JSON object
            {"limit":1,"limit":2,"queries":[{"id":"a"}]} | body: not a JSON object
            """)
    void namesWhatIsWrongWithTheBody(String body, String detail) throws Exception {
        HttpResponse<String> response = post(body, "acme");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"detail\":\"" + detail + "\"");
    }

    @Test
    void refusesTooManyQuestionsAndTooLongBodies() throws Exception {
        String many = IntStream.range(0, 25).mapToObj(i -> "{\"id\":" + i + "}").collect(Collectors.joining(","));
        assertThat(post("{\"queries\":[" + many + "]}", "acme").body())
                .contains("queries: 25 questions (expected: a list of 1 to 24 objects)");
        String most = IntStream.range(0, 24).mapToObj(i -> "{\"id\":" + i + "}").collect(Collectors.joining(","));
        assertThat(lines(post("{\"queries\":[" + most + "]}", "acme"))).hasSize(25);
        assertThat(post("{\"search\":\"" + "x".repeat(140_000) + "\"}", "acme").statusCode())
                .isEqualTo(413);
    }

    @Test
    void opensOnlyTheAccountsOfTheKey() throws Exception {
        String question = "\"queries\":[{\"id\":\"a\"}]}";
        assertThat(post("{\"account_id\":\"grows\"," + question, "acme").statusCode())
                .isEqualTo(403);
        assertThat(post("{" + question, "both").body())
                .contains("account_id: missing (expected: one of the accounts that the API key opens)");
        assertThat(post("{" + question, "writer").statusCode()).isEqualTo(403);
        assertThat(KIT.anonymous().post(PATH, "{" + question).statusCode()).isEqualTo(401);
    }

    @Test
    void countsAsManyRequestsAsItHasQuestions() throws Exception {
        String batch = "{\"queries\":[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]}";
        List<String> remaining = new ArrayList<>();
        HttpResponse<String> response = post(batch, "limited");
        while (response.statusCode() == 200) {
            remaining.add(response.headers().firstValue("X-RateLimit-Remaining").orElseThrow());
            response = post(batch, "limited");
        }
        assertThat(remaining).containsExactly("6", "2", "0");
        assertThat(response.statusCode()).isEqualTo(429);
    }

    @Test
    void answersFromOneStateWhileEventsArrive() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                insert(i);
            }
        });
        writer.start();
        try {
            long before = 0;
            for (int round = 0; round < ROUNDS || before < 50; round++) {
                Map<String, JsonNode> answers = byId(lines(post(
                        "{" + DAY + ",\"queries\":[{\"id\":\"total\"},{\"id\":\"country\",\"group_by\":\"country\"},"
                                + "{\"id\":\"ip\",\"group_by\":\"ip\",\"limit\":10000},"
                                + "{\"id\":\"hour\",\"interval\":\"hour\",\"fill\":\"zero\"}]}",
                        "grows")));
                long total = sum(answers.get("total"));
                assertThat(answers.values())
                        .allSatisfy(answer ->
                                assertThat(sum(answer)).as(answer.toString()).isEqualTo(total));
                assertThat(answers.get("hour").get("data")).hasSize(24);
                before = total;
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private static void insert(int number) {
        try {
            LogRows.insert(KIT.database().owner(), """
                    SELECT jsonb_build_object('account_id', 'grows', 'event', 'click', 'event_id', 'g' || %1$d,
                             'occurred_at', timestamptz '2026-03-01 10:00Z' + %1$d * interval '1 s', 'visitor', %1$d,
                             'country', 'C' || %1$d %% 5, 'ip', '10.0.0.' || %1$d %% 200)""".formatted(number));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long sum(JsonNode answer) {
        long sum = 0;
        for (JsonNode row : answer.get("data")) {
            sum += row.get("clicks").asLong();
        }
        return sum;
    }

    @Test
    void sendsCheapAnswersWhileADearOneIsMade() throws Exception {
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The question about links has to wait for this table. The first answer does not.
            statement.execute("LOCK TABLE link IN ACCESS EXCLUSIVE MODE");
            String body = "{" + DAY + ",\"queries\":[{\"id\":\"total\"},"
                    + "{\"id\":\"links\",\"group_by\":\"link\",\"include\":\"link\",\"country\":\"GB\"}]}";
            try (Socket socket = new Socket("127.0.0.1", KIT.port())) {
                socket.setSoTimeout(20_000);
                BufferedReader answer = send(socket, body);
                String line = answer.readLine();
                while (!line.startsWith("{\"id\"")) {
                    line = answer.readLine();
                }
                assertThat(line).startsWith("{\"id\":\"total\"");
                connection.rollback();
                while (!line.startsWith("{\"id\":\"links\"")) {
                    line = answer.readLine();
                }
                assertThat(line).contains("\"links\":{}");
            }
        }
    }

    @Test
    void holdsNoThreadForClientsThatDoNotRead() throws Exception {
        String questions = IntStream.range(0, 24)
                .mapToObj(i -> "{\"id\":" + i + ",\"group_by\":\"ip,link\",\"interval\":\"hour\",\"limit\":10000}")
                .collect(Collectors.joining(","));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(4_096);
                socket.connect(address());
                sockets.add(socket);
                send(socket, "{" + DAY + ",\"queries\":[" + questions + "]}");
            }
            for (int i = 0; i < 20; i++) {
                assertThat(post("{\"queries\":[{\"id\":\"a\"}]}", "grows").statusCode())
                        .isEqualTo(200);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        // The server notices that they are gone when it writes to them.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> post("{\"queries\":[{\"id\":\"a\"}]}", "acme"), answer -> answer.statusCode() == 200);
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", KIT.port());
    }

    private static BufferedReader send(Socket socket, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KIT.key("acme")
                + "\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        InputStream in = socket.getInputStream();
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> post(String body, String key) throws Exception {
        return KIT.client(key).post(PATH, body);
    }

    private static List<JsonNode> lines(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).endsWith("\n");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : response.body().split("\n")) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    /** The answers by the ids of their questions, without the first line. */
    private static Map<String, JsonNode> byId(List<JsonNode> lines) {
        Map<String, JsonNode> answers = new HashMap<>();
        lines.stream().skip(1).forEach(line -> answers.put(line.get("id").asText(), line));
        return answers;
    }
}
