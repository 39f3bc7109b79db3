package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.GoldenCases.Answer;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.publish.ClickPublisher;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The API over a database of its own, for the tests of one dialect. It starts before the tests of the class that
 * registers it as an extension, and ends after them. Its clock stands still.
 *
 * <pre>{@code
 * new DialectKit(NOW)
 *         .events(GoldenEvents.read(SendGridIT.class, "events.json"))
 *         .key("key", TestKey.of("acme"))
 *         .key("expired", TestKey.of("acme").expired());
 * }</pre>
 *
 * <p>The name of a key is the word that stands for it in golden cases.
 */
public final class DialectKit implements BeforeAllCallback, AfterAllCallback {
    private final Instant now;
    private final List<Filling> fillings = new ArrayList<>();
    private final Map<String, TestKey> wantedKeys = new HashMap<>();
    private final Map<String, String> keys = new HashMap<>();
    private Map<String, String> headers = Map.of("Authorization", "Bearer {key}");
    private Map<String, String> settings = Map.of();
    private ClickPublisher publisher;
    private TestDatabase database;
    private ClickStatsApi api;
    private OpenApiDocument document;

    /** Writes into the new database. */
    public interface Filling {
        void fill(TestDatabase database) throws Exception;
    }

    /** The part of a test that runs in another state of the tables. */
    public interface Action {
        void run() throws Exception;
    }

    public DialectKit(Instant now) {
        this.now = now;
    }

    /** Fills the log and the rollups with events; the progress is now. */
    public DialectKit events(List<TestEvent> events) {
        return fill(filled -> new RollupFixture(now, Set.of()).fill(filled, events));
    }

    /** Fills other tables, or changes what has been filled before. */
    public DialectKit fill(Filling filling) {
        fillings.add(filling);
        return this;
    }

    /** Runs statements after what has been filled before. */
    public DialectKit sql(String statements) {
        return fill(filled -> execute(statements));
    }

    /** Makes a key. */
    public DialectKit key(String name, TestKey key) {
        wantedKeys.put(name, key);
        return this;
    }

    /** Has clients send these headers, in which {@code {key}} stands for the key; a bearer token by default. */
    public DialectKit headers(Map<String, String> sent) {
        headers = sent;
        return this;
    }

    /** Starts the API with these environment variables. */
    public DialectKit settings(Map<String, String> environment) {
        settings = environment;
        return this;
    }

    /** Has the API send events to the publisher. */
    public DialectKit publisher(ClickPublisher events) {
        publisher = events;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        database = TestDatabase.create();
        for (Filling filling : fillings) {
            filling.fill(database);
        }
        for (Map.Entry<String, TestKey> wanted : wantedKeys.entrySet()) {
            keys.put(wanted.getKey(), wanted.getValue().create(database, now));
        }
        api = publisher == null
                ? TestApi.start(database, clock(), settings)
                : TestApi.start(database, clock(), publisher, settings);
        document = OpenApiDocument.read();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (api != null) {
            api.close();
        }
    }

    public TestDatabase database() {
        return database;
    }

    /** The clock of the API, which stands still. */
    public Clock clock() {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    public int port() {
        return api.port();
    }

    /** The text of a key. */
    public String key(String name) {
        return keys.get(name);
    }

    /** Asks with a key. */
    public TestClient client(String keyName) {
        Map<String, String> sent = new HashMap<>(headers);
        sent.replaceAll((name, value) -> value.replace("{key}", key(keyName)));
        return new TestClient(port(), sent);
    }

    /** Asks without any header. */
    public TestClient anonymous() {
        return new TestClient(port(), Map.of());
    }

    /** Asks what the case asks, and requires its answer. */
    public Answer check(Case golden) throws IOException, InterruptedException {
        return new GoldenCases(URI.create(anonymous().address("/")), keys).check(golden);
    }

    /** Like {@link #check(Case)}. The answer must also be as {@code openapi.yaml} describes the answers of the path. */
    public Answer check(Case golden, String describedPath) throws IOException, InterruptedException {
        Answer answer = check(golden);
        requireDescribed(golden.method(), describedPath, answer.response());
        return answer;
    }

    /** Requires that {@code openapi.yaml} describes the answer. */
    public void requireDescribed(String method, String path, HttpResponse<String> answer) {
        document.requireDescribed(method, path, answer);
    }

    /** Changes one row; the parameters are texts. */
    public void update(String sql, String... parameters) {
        try (Connection connection = database.owner().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot change the test database", e);
        }
    }

    /** Runs an action while the API cannot read what it counts: the tables have other names. */
    public void withoutTables(Action action) throws Exception {
        List<String> tables = List.of("click_event", "rollup_progress", "scope_span");
        for (String table : tables) {
            execute("ALTER TABLE " + table + " RENAME TO secret_" + table);
        }
        try {
            action.run();
        } finally {
            for (String table : tables) {
                execute("ALTER TABLE secret_" + table + " RENAME TO " + table);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
