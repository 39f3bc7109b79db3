package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.auth.ApiKey;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.api.http.Routes;
import io.clickmill.contract.Schema;
import io.clickmill.contract.TestDatabase;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No log at the level of {@code log4j2.xml} and no metric contains a key, whatever the outcome of its request. */
final class KeySecrecyIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Log LOG = new Log();

    private static TestDatabase database;
    private static ClickStatsApi api;
    private static Level level;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        Logger root = (Logger) LogManager.getRootLogger();
        level = root.getLevel();
        root.setLevel(Level.INFO);
        LOG.start();
        root.addAppender(LOG);
        ApiConfig config = ApiConfig.parse(
                Map.of("CLICKMILL_POSTGRES_URL", database.url(Schema.READER_ROLE), "CLICKMILL_API_PORT", "0"));
        List<Routes> dialects = new ArrayList<>(Dialects.all(Optional.empty()));
        dialects.add((routes, services) -> routes.get("/fault", KeySecrecyIT::fail));
        api = ClickStatsApi.start(
                config, Clock.fixed(NOW, ZoneOffset.UTC), dialects, Optional.empty(), Optional.empty());
    }

    @AfterAll
    static void stop() {
        api.close();
        Logger root = (Logger) LogManager.getRootLogger();
        root.removeAppender(LOG);
        root.setLevel(level);
    }

    private static void fail(Context context) {
        throw new IllegalStateException("broken with " + context.queryParamMap().size() + " parameters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | GET /v1/stats | Authorization: Bearer KEY
            200 | GET /v1/stats | X-API-Key: KEY
            401 | GET /v1/stats?api_key=KEY | Accept: */*
            400 | GET /v1/stats?api_key=KEY | X-API-Key: KEY
            400 | GET /v1/stats?api_key=KEY%ZZ | X-API-Key: KEY
            400 | GET /v1/stats?%ZZ=KEY | X-API-Key: KEY
            400 | GET /tracking/link/stats/aggregated?api_key=KEY | X-API-Key: KEY
            400 | GET /tracking/link/stats/aggregated?api_key=KEY%C3 | X-API-Key: KEY
            401 | GET /tracking/link/stats/timeseries?api_key=KEY | Authorization: Bearer wrong
            404 | GET /v2/emailmarketing?api_key=KEY | Authorization: Bearer KEY
            404 | GET /v1/stats/KEY | Authorization: Bearer KEY
            405 | DELETE /v1/stats?api_key=KEY | Authorization: Bearer KEY
            200 | GET /events?api_key=KEY | Authorization: Bearer KEY
            401 | GET /analytics?api_key=KEY | Accept: */*
            404 | GET /analytics?workspaceId=KEY | Authorization: Bearer KEY
            400 | GET /events?api_key=KEY%ZZ | Authorization: Bearer KEY
            422 | GET /events?event=KEY | Authorization: Bearer KEY
            400 | POST /track/lead?api_key=KEY | Authorization: Bearer KEY
            400 | POST /track/click?api_key=KEY | Authorization: Bearer KEY
            406 | GET /v3/marketing/stats/automations/spring/links?api_key=KEY | Authorization: Bearer KEY
            401 | GET /v3/marketing/stats/automations/KEY/links?api_key=KEY | Accept: */*
            404 | GET /v2/emailmarketing/campaigns/KEY/tracking/clicks?api_key=KEY | Authorization: Bearer KEY
            400 | GET /v2/emailmarketing/campaigns/1/tracking/clicks?api_key=KEY&api_key=KEY | Authorization: Bearer KEY
            400 | GET /v2/emailmarketing/campaigns/1/tracking/clicks?api_key=KEY&limit=KEY | Authorization: Bearer KEY
            401 | GET /v2/emailmarketing/campaigns/1/tracking/clicks?api_key=KEY | Authorization: Bearer wrong
            404 | GET /v2/emailmarketing/campaigns/1/tracking/opens?api_key=KEY | Authorization: Bearer KEY
            470 | POST /v1/reporting/query?api_key=KEY | X-Client-Authorization: KEY
            471 | POST /v1/reporting/query?api_key=KEY | X-Client-Authorization: KEY & Content-Type: application/json & X-User-Agent: KEY & X-Product-Name: KEY & X-Customer: KEY
            404 | POST /v1/reporting/KEY?api_key=KEY | X-Client-Authorization: KEY & Content-Type: application/json & X-User-Agent: KEY & X-Product-Name: KEY & X-Customer: all=all
            503 | POST /v1/events?api_key=KEY | Authorization: Bearer KEY
            500 | GET /fault?api_key=KEY | Authorization: Bearer KEY
            500 | GET /fault?api_key=KEY%ZZ | X-API-Key: KEY
            404 | GET /v1/%2e%2e/stats?api_key=KEY | X-API-Key: KEY
            400 | GET /v1/stats?api_key=KEY | Broken Header KEY
            """)
    void staysOutOfLogsAndMetrics(int status, String request, String header) throws Exception {
        LOG.lines.clear();
        String key =
                new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, null).run(database.owner(), NOW);
        assertThat(ask(request.replace("KEY", key), header.replace("KEY", key))).startsWith("HTTP/1.1 " + status + " ");
        String random = key.substring(ApiKey.PREFIX.length());
        assertThat(LOG.lines).noneMatch(line -> line.contains(random));
        if (status == 500) {
            assertThat(LOG.lines).anyMatch(line -> line.contains("GET /fault failed"));
        }
        assertThat(ask("GET /metrics", "Accept: */*"))
                .contains("clickmill_http_seconds_count")
                .doesNotContain(random);
    }

    @Test
    void staysOutOfTheLogIfTheDatabaseFails() throws Exception {
        String key =
                new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, null).run(database.owner(), NOW);
        LOG.lines.clear();
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE api_key RENAME TO away");
            assertThat(ask("GET /v1/stats?api_key=" + key, "X-API-Key: " + key)).startsWith("HTTP/1.1 503 ");
            assertThat(ask("GET /tracking/link/stats/aggregated?api_key=" + key, "X-API-Key: " + key))
                    .startsWith("HTTP/1.1 500 ");
            statement.execute("ALTER TABLE away RENAME TO api_key");
        }
        assertThat(LOG.lines)
                .anyMatch(line -> line.contains("GET /v1/stats failed"))
                .noneMatch(line -> line.contains(key.substring(ApiKey.PREFIX.length())));
    }

    /**
     * Writes the request to a socket, as no client library sends such requests. Headers are separated by {@code " & "}.
     */
    private static String ask(String request, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            String text = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + headers.replace(" & ", "\r\n") + "\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Keeps all log lines, including stack traces. */
    private static final class Log extends AbstractAppender {
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Log() {
            super("key-secrecy", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringWriter line = new StringWriter();
            line.append(event.getLoggerName())
                    .append(' ')
                    .append(event.getThreadName())
                    .append(' ');
            line.append(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(line, true));
            }
            lines.add(line.toString());
        }
    }
}
