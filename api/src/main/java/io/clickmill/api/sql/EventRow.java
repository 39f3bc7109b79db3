package io.clickmill.api.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.query.AnswerMemory;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.Event.KafkaRecord;
import io.clickmill.contract.event.Event.Link;
import io.clickmill.contract.event.Event.Message;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Recipient;
import io.clickmill.contract.event.Event.Request;
import io.clickmill.contract.event.Event.Sale;
import io.clickmill.contract.event.Event.Utm;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.event.Trigger;
import io.clickmill.contract.words.Words;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows of {@code click_event}, of which a statement has selected {@link #COLUMNS}. */
final class EventRow {
    static final String COLUMNS = EventColumn.list("");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final QueryError TOO_LARGE =
            QueryError.tooLarge("limit", "events that take too much memory", "a smaller limit");

    /** The size of an event without its texts: about fifty empty texts, and the tree that an answer makes of them. */
    private static final int EVENT_BYTES = 6_000;

    private final ResultSet row;

    private EventRow(ResultSet row) {
        this.row = row;
    }

    /**
     * The event of the row at which the result stands.
     *
     * @throws QueryException if it takes more memory than is left for the answer
     */
    static Event event(ResultSet row, AnswerMemory.Answer memory) throws SQLException {
        Event event = new EventRow(row).event();
        memory.take(bytes(event), TOO_LARGE);
        return event;
    }

    private static long bytes(Event event) {
        long bytes = EVENT_BYTES;
        for (EventColumn column : EventColumn.values()) {
            Object value = column.value(event);
            if (value instanceof String text) {
                bytes += bytes(text);
            } else if (value instanceof List<?> texts) {
                bytes +=
                        texts.stream().mapToLong(text -> bytes(text.toString())).sum();
            } else if (value instanceof Map<?, ?> texts) {
                bytes += texts.entrySet().stream()
                        .mapToLong(text -> bytes(text.getKey().toString())
                                + bytes(text.getValue().toString()))
                        .sum();
            }
        }
        return bytes;
    }

    /** The size of a text. It counts twice in the answer, because answers may repeat it. */
    private static long bytes(String text) {
        return AnswerMemory.heldBytes(text) + 2 * AnswerMemory.writtenBytes(text);
    }

    private Event event() throws SQLException {
        return new Event(
                text("account_id"),
                text("event_id"),
                millis("occurred_at"),
                Words.of(EventKind.class, text("event")).orElseThrow(),
                new KafkaRecord(millis("appended_at"), row.getInt("kafka_partition"), row.getLong("kafka_offset")),
                link(),
                new Message(
                        text("campaign_id"),
                        text("step_id"),
                        text("source_id"),
                        row.getObject("url_location", Integer.class)),
                new Recipient(text("subscriber_id"), text("email_address"), text("profile_id")),
                params(),
                new Request(
                        text("ip"),
                        text("user_agent"),
                        text("referer"),
                        text("referer_host"),
                        Words.of(Trigger.class, text("trigger")).orElse(Trigger.LINK)),
                new Place(text("country"), text("region"), text("city"), text("continent")),
                new Client(text("device"), text("browser"), text("browser_version"), text("os")),
                new Utm(
                        text("utm_source"),
                        text("utm_medium"),
                        text("utm_campaign"),
                        text("utm_term"),
                        text("utm_content")),
                text("click_id"),
                text("event_name"),
                customer(),
                sale(),
                row.getString("metadata"),
                row.getLong("visitor"),
                texts("bot_reasons"));
    }

    private Link link() throws SQLException {
        return new Link(
                text("link_id"),
                text("url"),
                text("domain"),
                text("key"),
                text("external_id"),
                text("tenant_id"),
                text("folder_id"),
                text("group_id"),
                text("partner_id"),
                texts("tag_ids"),
                text("custom_link_title"));
    }

    private Map<String, String> params() throws SQLException {
        Map<String, String> params = new LinkedHashMap<>();
        json(text("params")).properties().forEach(param -> params.put(param.getKey(), text(param.getValue())));
        return Collections.unmodifiableMap(params);
    }

    private @Nullable Customer customer() throws SQLException {
        String text = row.getString("customer");
        if (text == null) {
            return null;
        }
        JsonNode customer = json(text);
        String createdAt = text(customer.path("created_at"));
        return new Customer(
                text(customer.path("id")),
                text(customer.path("external_id")),
                text(customer.path("name")),
                text(customer.path("email")),
                text(customer.path("avatar")),
                text(customer.path("country")),
                createdAt.isEmpty() ? null : Instant.parse(createdAt));
    }

    private @Nullable Sale sale() throws SQLException {
        Long amount = row.getObject("sale_amount", Long.class);
        return amount == null
                ? null
                : new Sale(amount, text("sale_currency"), text("invoice_id"), text("payment_processor"));
    }

    private String text(String column) throws SQLException {
        return row.getString(column);
    }

    private List<String> texts(String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private long millis(String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
    }

    /** The text of a JSON value; empty for null. */
    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a jsonb column holds invalid JSON", e);
        }
    }
}
