package io.clickmill.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.query.Field;
import io.clickmill.api.sql.FieldSql;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of golden cases, from a JSON array. Each is a row of {@code click_event}, with a member for each column.
 *
 * <pre>{@code
 * {"account_id": "acme", "event_id": "e", "occurred_at": "2026-08-17T12:00:00.000Z", "event": "click",
 *  "campaign_id": "spring", "url_location": 0, "bot": true, "repeat": 70, "every_ms": 500}
 * }</pre>
 *
 * <p>An event with {@code repeat} stands for that many events, {@code every_ms} apart, with ids numbered from 0. As in
 * the log, the visitor is the subscriber if the event has one; otherwise every event has a visitor of its own.
 */
public final class GoldenEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GoldenEvents() {}

    /** Reads a resource from the folder of a class. */
    public static List<TestEvent> read(Class<?> besides, String resource) {
        try (InputStream in = besides.getResourceAsStream(resource)) {
            List<TestEvent> events = new ArrayList<>();
            for (JsonNode row : JSON.readTree(in)) {
                for (int i = 0; i < row.path("repeat").asInt(1); i++) {
                    events.add(event(row, i));
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static TestEvent event(JsonNode row, int number) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            if (field != Field.PARAMS
                    && field != Field.TAG
                    && field != Field.BOT_REASON
                    && row.path(FieldSql.value(field)).isTextual()) {
                values.put(field, row.get(FieldSql.value(field)).asText());
            }
        }
        if (row.has("url_location")) {
            values.put(Field.URL_LOCATION, row.get("url_location").asText());
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
                row.path("late").asBoolean(),
                row.path("bot").asBoolean(),
                row.get("event").asText(),
                row.path("subscriber_id").asText(id).hashCode(),
                row.path("sale_amount").asLong(),
                values,
                params,
                tags);
    }
}
