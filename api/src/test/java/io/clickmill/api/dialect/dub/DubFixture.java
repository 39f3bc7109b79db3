package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.RollupFixture;
import io.clickmill.api.TestEvent;
import io.clickmill.api.query.Field;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events and links that the golden cases speak of, from {@code events.json} and {@code links.json}: rows of {@code
 * click_event} and {@code link}, a column a member. A click with {@code repeat} stands for so many, {@code every_ms}
 * apart, their ids numbered from 0.
 */
final class DubFixture {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DubFixture() {}

    static void fill(TestDatabase database, RollupFixture fixture) throws SQLException, IOException {
        List<JsonNode> rows = read("events.json");
        List<TestEvent> events = new ArrayList<>();
        for (JsonNode row : rows) {
            for (int i = 0; i < row.path("repeat").asInt(1); i++) {
                events.add(event(row, i));
            }
        }
        fixture.fill(database, events);
        try (Connection connection = database.owner().getConnection()) {
            for (JsonNode row : rows) {
                // What the events of other tests do not have.
                if (!row.get("event").asText().equals("click")) {
                    updateConversions(connection, row);
                }
            }
            for (JsonNode link : read("links.json")) {
                insertLink(connection, link);
            }
        }
    }

    private static TestEvent event(JsonNode row, int number) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            if (!field.isMultiple() && row.path(field.expression()).isTextual()) {
                values.put(field, row.get(field.expression()).asText());
            }
        }
        Map<String, String> params = new HashMap<>();
        row.path("params")
                .properties()
                .forEach(param -> params.put(param.getKey(), param.getValue().asText()));
        List<String> tags = new ArrayList<>();
        row.path("tag_ids").forEach(tag -> tags.add(tag.asText()));
        String id = row.get("event_id").asText() + (row.has("repeat") ? "-" + number : "");
        long at = Instant.parse(row.get("occurred_at").asText()).toEpochMilli()
                + (long) number * row.path("every_ms").asLong();
        return new TestEvent(
                row.get("account_id").asText(),
                id,
                at,
                false,
                row.path("bot").asBoolean(),
                row.get("event").asText(),
                id.hashCode(),
                row.path("sale_amount").asLong(),
                values,
                params,
                tags);
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
