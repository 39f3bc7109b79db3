package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.GoldenEvents;
import io.clickmill.api.RollupFixture;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The events and links of the golden cases, from {@code events.json} (see {@link GoldenEvents}) and {@code links.json}.
 * Each object of {@code links.json} is a row of table {@code link}, and its members are the columns.
 */
final class DubFixture {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DubFixture() {}

    static void fill(TestDatabase database, RollupFixture fixture) throws SQLException, IOException {
        fixture.fill(database, GoldenEvents.read(DubFixture.class, "events.json"));
        try (Connection connection = database.owner().getConnection()) {
            for (JsonNode row : read("events.json")) {
                // These columns are not set for the events of other tests.
                if (!row.get("event").asText().equals("click")) {
                    updateConversions(connection, row);
                }
            }
            for (JsonNode link : read("links.json")) {
                insertLink(connection, link);
            }
        }
    }

    private static void updateConversions(Connection connection, JsonNode row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                UPDATE click_event
                   SET customer = ?::jsonb, metadata = ?::jsonb, sale_currency = ?, invoice_id = ?, payment_processor = ?
                 WHERE account_id = ?
                   AND event = ?
                   AND regexp_replace(event_id, '-[0-9]+$', '') = ?""")) {
            statement.setString(1, row.has("customer") ? row.get("customer").toString() : null);
            statement.setString(2, row.has("metadata") ? row.get("metadata").toString() : null);
            statement.setString(3, row.path("sale_currency").asText());
            statement.setString(4, row.path("invoice_id").asText());
            statement.setString(5, row.path("payment_processor").asText());
            statement.setString(6, row.get("account_id").asText());
            statement.setString(7, row.get("event").asText());
            statement.setString(8, row.get("event_id").asText());
            statement.executeUpdate();
        }
    }

    private static void insertLink(Connection connection, JsonNode link) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz)""")) {
            int index = 1;
            for (String column : List.of(
                    "account_id",
                    "link_id",
                    "domain",
                    "key",
                    "url",
                    "external_id",
                    "attributes",
                    "created_at",
                    "updated_at")) {
                JsonNode value = link.get(column);
                statement.setString(index++, value.isTextual() ? value.asText() : value.toString());
            }
            statement.executeUpdate();
        }
    }

    private static List<JsonNode> read(String name) throws IOException {
        try (InputStream in = DubFixture.class.getResourceAsStream(name)) {
            List<JsonNode> rows = new ArrayList<>();
            JSON.readTree(in).forEach(rows::add);
            return rows;
        }
    }
}
