package io.clickmill.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.Schema;
import io.clickmill.local.embedded.LocalSettings;
import io.clickmill.local.embedded.LocalSystem;
import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The whole product, as {@code up} runs it, in this process. */
final class TestSystem implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalSystem.Ready ready;
    private final String key;
    private final String databasePassword;

    /** Starts it with data of its own. */
    TestSystem(Path folder) throws Exception {
        DataFolder data = new DataFolder(folder);
        Files.createDirectories(data.logs());
        ready = LocalSystem.start(
                new LocalSettings(data, "127.0.0.1", 0, 0, 0, OptionalInt.empty(), "test", Map.of()),
                line -> {},
                () -> false);
        key = Files.readString(data.demoKeyFile()).strip();
        databasePassword = Files.readString(data.postgresPasswordFile()).strip();
    }

    /** Signs in to the dashboard, once. */
    String signInUrl() {
        return ready.signInUrl();
    }

    String url() {
        return ready.description().apiUrl();
    }

    /** The key of account {@code demo}. */
    String key() {
        return key;
    }

    /** Sends events, as {@code POST /v1/events} takes them, and returns when they are accepted. */
    void send(String events) throws IOException, InterruptedException {
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(url() + "/v1/events"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(events))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError("events: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** The answer to {@code GET /v1/stats}. */
    JsonNode stats(String query) throws IOException, InterruptedException {
        return get(url() + "/v1/stats?" + query);
    }

    /** An answer of the API in JSON. */
    JsonNode get(String url) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    /** The first row of a statement, as texts by their columns. */
    Map<String, String> sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        ready.description().postgresUrl(), Schema.READER_ROLE, databasePassword);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(statement)) {
            row.next();
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.put(row.getMetaData().getColumnLabel(i), row.getString(i));
            }
            return values;
        }
    }

    @Override
    public void close() {
        ready.parts().close();
    }
}
