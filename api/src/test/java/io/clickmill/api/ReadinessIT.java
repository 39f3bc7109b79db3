package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests how {@code /health/ready} depends on what the job has published, with an API that takes no events. */
class ReadinessIT {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void isNotReadyBeforeTheFirstCheckpointOfANewSystem() throws Exception {
        assertThat(ready(TestDatabase.create())).isEqualTo("503 " + body("down", "down"));
    }

    @Test
    void isReadyWhileTheJobPublishes() throws Exception {
        TestDatabase database = database(NOW.minus(HealthRoutes.JOB_PUBLISHES_WITHIN));
        assertThat(ready(database)).isEqualTo("200 " + body("up", "up"));
    }

    @Test
    void isReadyIfTheJobsClockIsAhead() throws Exception {
        assertThat(ready(database(NOW.plusSeconds(5)))).isEqualTo("200 " + body("up", "up"));
    }

    @Test
    void isNotReadyOnceTheJobHasStopped() throws Exception {
        TestDatabase database =
                database(NOW.minus(HealthRoutes.JOB_PUBLISHES_WITHIN).minus(Duration.ofMillis(1)));
        assertThat(ready(database)).isEqualTo("503 " + body("down", "down"));
    }

    @Test
    void isNotReadyWhileTheProgressTableIsLocked() throws Exception {
        TestDatabase database = database(NOW);
        try (Connection operator = database.owner().getConnection();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("LOCK TABLE rollup_progress");
            long start = System.nanoTime();
            assertThat(ready(database))
                    .isEqualTo("503 {\"status\":\"down\",\"database\":\"down\",\"kafka\":\"none\",\"job\":\"down\"}");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static TestDatabase database(Instant published) throws SQLException, IOException {
        TestDatabase database = TestDatabase.create();
        new RollupFixture(published, Set.of()).fill(database, List.of());
        return database;
    }

    private static String ready(TestDatabase database) throws Exception {
        try (ClickStatsApi api =
                TestApi.start(database, Clock.fixed(NOW, ZoneOffset.UTC), Map.of("CLICKMILL_API_PORT", "0"))) {
            URI uri = URI.create("http://127.0.0.1:" + api.port() + "/health/ready");
            HttpResponse<String> response =
                    CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    private static String body(String status, String job) {
        return "{\"status\":\"" + status + "\",\"database\":\"up\",\"kafka\":\"none\",\"job\":\"" + job + "\"}";
    }
}
