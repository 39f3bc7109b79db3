package io.clickmill.api.stats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.EventColumn;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as JSON, with the names that events are sent with, and with what the job has found out. Members without a
 * value are left out, so that the JSON can be sent again.
 */
final class EventJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The visitor is a hash with the system's key, and the place in Kafka means nothing to others. */
    private static final Set<EventColumn> INTERNAL =
            EnumSet.of(EventColumn.VISITOR, EventColumn.KAFKA_PARTITION, EventColumn.KAFKA_OFFSET);

    private static final Map<EventColumn, String> OF_A_SALE = Map.of(
            EventColumn.SALE_AMOUNT, "amount",
            EventColumn.SALE_CURRENCY, "currency",
            EventColumn.INVOICE_ID, "invoice_id",
            EventColumn.PAYMENT_PROCESSOR, "payment_processor");

    private EventJson() {}

    static ObjectNode of(Event event) {
        ObjectNode json = JSON.createObjectNode();
        for (EventColumn column : EventColumn.values()) {
            if (!INTERNAL.contains(column)) {
                ObjectNode parent = OF_A_SALE.containsKey(column) ? json.withObject("/sale") : json;
                put(parent, name(column), column.value(event));
            }
        }
        if (event.metadata() != null) {
            json.set("metadata", tree(event.metadata()));
        }
        if (json.path("sale").isEmpty()) {
            json.remove("sale");
        }
        return json;
    }

    private static String name(EventColumn column) {
        return switch (column) {
            case OCCURRED_AT -> "timestamp";
            case APPENDED_AT -> "arrived_at";
            default -> OF_A_SALE.getOrDefault(column, column.column());
        };
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            json.put(name, text);
        } else if (value instanceof Instant instant) {
            json.put(name, instant.toString());
        } else if (value instanceof List<?> list && !list.isEmpty()
                || value instanceof Map<?, ?> map && !map.isEmpty()) {
            json.set(name, JSON.valueToTree(value));
        } else if (value instanceof Number || value instanceof Boolean) {
            json.set(name, JSON.valueToTree(value));
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a jsonb column holds invalid JSON", e);
        }
    }
}
