package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.LinkKey;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.local.cli.SharedSystem.Balance;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.RunFile;
import io.clickmill.local.run.RunningSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole product as a user runs it. One system serves all tests and is killed in between. Its account is
 * {@code demo}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 500;
    private static final int MANY_LINES = 60_000;
    private static final Instant FIRST_CLICK = Instant.parse("2026-03-01T10:00:00Z");
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern(
                    "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final SharedSystem SYSTEM = new SharedSystem();

    @TempDir
    private static Path temp;

    private static Path data;
    private static Balance before;

    @BeforeAll
    static void start() throws Exception {
        data = SYSTEM.data();
        before = SYSTEM.settledBalance();
    }

    @Test
    @Order(1)
    void isReadyWhenItSaysSo() throws Exception {
        RunFile description = LocalRun.description(data);
        assertThat(SYSTEM.process().firstLine()).isEqualTo("ready " + description.apiUrl());
        assertThat(get(description.apiUrl() + "/health/ready", "").statusCode()).isEqualTo(200);
        assertThat(SYSTEM.status().get("job").asText()).isEqualTo("RUNNING");
    }

    @Test
    @Order(2)
    void createsAKeyOfAccountDemoThatOnlyItsOwnerReads() throws Exception {
        Path key = data.resolve("demo.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(clicks()).isZero();
    }

    @Test
    @Order(3)
    void countsAnImportedLogAndKeepsItsBadLines() throws Exception {
        Path log = writeLog("access.log", LINES);
        Files.writeString(log, Files.readString(log) + "no line of a log\n");
        LocalRun.Ended imported = importFile(log);
        assertThat(imported.exitCode()).isZero();
        assertThat(imported.output())
                .startsWith("imported 501 lines: 500 clicks, 1 bad line in ")
                .contains("1 bad line, the first " + log + ":501: expected: ");
        assertThat(balance()).isEqualTo(new Balance(LINES + 1, LINES, 0, 1));
        assertThat(clicks()).isEqualTo(LINES);
    }

    @Test
    @Order(4)
    void addsNothingWhenTheLogIsImportedAgain() throws Exception {
        importFile(temp.resolve("access.log"));
        assertThat(balance()).isEqualTo(new Balance(2 * (LINES + 1), LINES, LINES, 2));
        assertThat(clicks()).isEqualTo(LINES);
    }

    @Test
    @Order(5)
    void sendsNothingOfARefusedFile() throws Exception {
        Path iis = Files.writeString(
                temp.resolve("iis.log"),
                "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-uri-stem\n"
                        + "2026-03-01 10:00:00 /a\n");
        assertThat(importFile(iis).exitCode()).isEqualTo(1);
        assertThat(balance()).isEqualTo(new Balance(2 * (LINES + 1), LINES, LINES, 2));
    }

    @Test
    @Order(6)
    void refusesASecondSystemOnTheFolder() throws Exception {
        LocalRun.Ended second = LocalRun.upFailing(data, "--port", "0");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
                .startsWith("clickmill: data folder in use by pid "
                        + LocalRun.description(data).pid());
    }

    @Test
    @Order(7)
    void saysWhichPortIsTakenAndWhatToChange() throws Exception {
        int port = URI.create(LocalRun.description(data).apiUrl()).getPort();
        LocalRun.Ended second = LocalRun.upFailing(temp.resolve("other"), "--port", Integer.toString(port));
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains("port " + port).contains("the API").contains("--port");
    }

    @Test
    @Order(8)
    void createsListsAndRevokesKeys() throws Exception {
        String key = LocalRun.command(
                        "keys",
                        "create",
                        "--data",
                        data.toString(),
                        "--account",
                        "demo",
                        "--expires",
                        "1d",
                        "--rate-limit",
                        "600")
                .output()
                .strip();
        String url =
                LocalRun.description(data).apiUrl() + "/v1/stats?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z";
        assertThat(get(url, key).statusCode()).isEqualTo(200);
        assertThat(LocalRun.command("keys", "list", "--data", data.toString()).output())
                .containsPattern(key.substring(0, 11) + ".* enterprise +600/min .*\n")
                // The key in the file demo.key.
                .containsPattern(" enterprise +none ");
        LocalRun.Ended revoked = LocalRun.command("keys", "revoke", "--data", data.toString(), key);
        assertThat(revoked.exitCode()).isZero();
        assertThat(LocalRun.command("keys", "revoke", "--data", data.toString(), key)
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    @Order(9)
    void losesAndRepeatsNothingWhenItIsKilledInTheMiddleOfAnImport() throws Exception {
        Path log = writeLog("many.log", MANY_LINES);
        long receivedBefore = balance().received();
        CompletableFuture<LocalRun.Ended> cutOff = CompletableFuture.supplyAsync(() -> importFile(log));
        while (balance().received() == receivedBefore) {
            Thread.sleep(50);
        }
        SYSTEM.process().kill();
        assertThat(cutOff.get().exitCode()).isEqualTo(1);
        SYSTEM.restart();
        assertThat(importFile(log).exitCode()).isZero();
        Balance balance = balance();
        assertThat(balance.logged()).isEqualTo(MANY_LINES);
        assertThat(balance.rejected()).isEqualTo(2);
        assertThat(balance.received()).isEqualTo(balance.logged() + balance.duplicates() + balance.rejected());
        assertThat(clicks()).isEqualTo(MANY_LINES);
    }

    @Test
    @Order(10)
    void rebuildsMarkedDaysFromTheLog() throws Exception {
        String log = "SELECT count(*) FROM click_event WHERE account_id = 'demo' AND event = 'click' AND NOT bot";
        String rollups = "SELECT coalesce(sum(clicks), 0) FROM rollup_value WHERE account_id = 'demo'"
                + " AND scope = 'account' AND dimension = 'total' AND granularity = 'day'";
        String spoil = "UPDATE rollup SET clicks = '{7}' WHERE account_id = 'demo' AND dimension = 'total'";
        long right = number(log);
        assertThat(Await.until(PATIENCE, () -> number(rollups), clicks -> clicks == right))
                .isEqualTo(right);

        // Within a minute after the import a day of it is answered from rollups only.
        ApiClient client = new ApiClient(
                LocalRun.description(data).apiUrl(),
                Files.readString(data.resolve("demo.key")).strip());
        assertThat(client.get("/v1/stats", Map.of("from", "2026-03-01", "to", "2026-03-02", "group_by", "country"))
                        .plan())
                .containsEntry("day", 1L)
                .containsEntry("log_rows", 0L)
                .containsEntry("late_rows", 0L);

        update(spoil);
        assertThat(number(rollups)).isNotEqualTo(right);
        LocalRun.Ended rebuilt = LocalRun.command("rebuild", "--all", "--data", data.toString());
        assertThat(rebuilt.exitCode()).isZero();
        assertThat(rebuilt.output()).matches("rebuilt \\d+ days? of accounts: .*\\R");
        assertThat(number(rollups)).isEqualTo(right);

        // The system itself rebuilds days that are marked.
        update(spoil);
        update("INSERT INTO rollup_gap (day, reason) VALUES ('2026-03-01', 'test'), ('2026-03-02', 'test')");
        String gaps = "SELECT count(*) FROM rollup_gap";
        assertThat(Await.until(PATIENCE, () -> number(gaps), left -> left == 0)).isZero();
        assertThat(number(rollups)).isEqualTo(right);

        assertThat(LocalRun.command("rebuild", "--everything", "--data", data.toString())
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    @Order(11)
    void importsLinksAndDeletesThem() throws Exception {
        Path events = Files.writeString(
                temp.resolve("events.ndjson"),
                "{\"event_id\":\"of-a-link\",\"account_id\":\"links\",\"timestamp\":\"2026-05-01T12:00:00Z\",\"link_id\":\"l1\"}\n");
        assertThat(importFile(events).exitCode()).isZero();
        assertThat(text("SELECT domain || attributes FROM link WHERE account_id = 'links'"))
                .isEqualTo("{}");
        Path links = Files.writeString(
                temp.resolve("links.ndjson"),
                "{\"account_id\":\"links\",\"link_id\":\"l1\",\"domain\":\"go.test\",\"title\":\"One\"}\nno link\n");
        LocalRun.Ended imported =
                LocalRun.command("import", "--data", data.toString(), "--format", "links", links.toString());
        assertThat(imported.exitCode()).isZero();
        assertThat(imported.output()).startsWith("imported 2 lines: 1 link, 1 bad line in ");
        assertThat(text("SELECT domain || attributes FROM link WHERE account_id = 'links'"))
                .isEqualTo("go.test{\"title\": \"One\"}");

        try (Producer<byte[], byte[]> kafka = new KafkaProducer<>(
                Map.copyOf(SYSTEM.kafka().clientProperties()), new ByteArraySerializer(), new ByteArraySerializer())) {
            kafka.send(new ProducerRecord<>("links", new LinkKey("links", "l1").bytes(), null))
                    .get();
        }
        Await.until(
                Duration.ofSeconds(30),
                () -> number("SELECT count(*) FROM link WHERE account_id = 'links'"),
                count -> count == 0);
    }

    @Test
    @Order(12)
    void replacesALostDemoKeyAndStopsCleanly() throws Exception {
        String lost = Files.readString(data.resolve("demo.key"));
        Files.delete(data.resolve("demo.key"));
        assertThat(LocalRun.command("down", "--data", data.toString()).exitCode())
                .isZero();
        assertThat(SYSTEM.process().awaitExit()).isZero();
        assertThat(data.resolve("run.json")).doesNotExist();
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
        assertThat(LocalRun.command("status", "--data", data.toString()).exitCode())
                .isEqualTo(1);
        assertThat(LocalRun.command("down", "--data", data.toString()))
                .isEqualTo(new LocalRun.Ended(0, "nothing runs on " + data + System.lineSeparator()));
        SYSTEM.restart();
        assertThat(Files.readString(data.resolve("demo.key"))).isNotEqualTo(lost);
        assertThat(clicks()).isEqualTo(MANY_LINES);
    }

    /** Writes a log. A longer log begins with the lines of a shorter one. */
    private static Path writeLog(String name, int lines) throws IOException {
        List<String> text = IntStream.range(0, lines)
                .mapToObj(line -> String.format(
                        Locale.ROOT,
                        "192.0.2.%d - - [%s] \"GET /page?n=%d HTTP/1.1\" 200 %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64;"
                                + " rv:132.0) Gecko/20100101 Firefox/132.%d\"",
                        line % 250,
                        LOG_TIME.format(FIRST_CLICK.plusSeconds(line)),
                        line % 1000,
                        line,
                        line % 7))
                .toList();
        return Files.write(temp.resolve(name), text, StandardCharsets.US_ASCII);
    }

    private static LocalRun.Ended importFile(Path log) {
        return LocalRun.command("import", "--data", data.toString(), log.toString());
    }

    /** The job's counts since the first of these tests. */
    private static Balance balance() throws Exception {
        return Balance.of(SYSTEM.status()).since(before);
    }

    /** The clicks that the API counts, from the log or the rollups. */
    private static long clicks() throws Exception {
        String url = LocalRun.description(data).apiUrl()
                + "/v1/stats?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&bots=include";
        HttpResponse<String> response =
                get(url, Files.readString(data.resolve("demo.key")).strip());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode rows = JSON.readTree(response.body()).get("data");
        return rows.isEmpty() ? 0 : rows.get(0).get("clicks").asLong();
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = database(Schema.READER_ROLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String text(String query) throws SQLException {
        try (Connection connection = database(Schema.READER_ROLE);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void update(String sql) throws SQLException {
        try (Connection connection = database(Schema.WRITER_ROLE);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Connection database(String role) throws SQLException {
        return new RunningSystem(new DataFolder(data), null, Topics.DEFAULTS, null)
                .database(role)
                .getConnection();
    }

    private static HttpResponse<String> get(String url, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
