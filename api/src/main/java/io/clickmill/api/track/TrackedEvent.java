package io.clickmill.api.track;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.EventColumn;
import io.clickmill.contract.event.EventKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events for topic {@code clicks}. A conversion has everything of the click that it came from, except its id and
 * time.
 */
public final class TrackedEvent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TrackedEvent() {}

    /** A lead that comes from a click, or from an earlier lead of it. */
    public static ObjectNode lead(String accountId, Event source, Customer customer, String eventName, Instant now) {
        return event(accountId, source, customer, now).put("event", "lead").put("event_name", eventName);
    }

    /** A sale that comes from a click, or from a lead of it. */
    public static ObjectNode sale(
            String accountId, Event source, Customer customer, String eventName, Event.Sale sale, Instant now) {
        ObjectNode json =
                event(accountId, source, customer, now).put("event", "sale").put("event_name", eventName);
        ObjectNode money = json.putObject("sale").put("amount", sale.amount()).put("currency", sale.currency());
        put(money, "invoice_id", sale.invoiceId());
        put(money, "payment_processor", sale.paymentProcessor());
        return json;
    }

    /** The click that an event is, or comes from. */
    public static String clickId(Event source) {
        return source.kind() == EventKind.CLICK ? source.eventId() : source.clickId();
    }

    private static ObjectNode event(String accountId, Event source, Customer customer, Instant now) {
        ObjectNode json = start(accountId, EventIds.random(), now);
        for (EventColumn column : EventColumn.values()) {
            if (column.isSharedWithConversions()) {
                put(json, column.column(), column.value(source));
            }
        }
        put(json, "click_id", clickId(source));
        ObjectNode person = json.putObject("customer");
        put(person, "id", customer.id());
        put(person, "external_id", customer.externalId());
        put(person, "name", customer.name());
        put(person, "email", customer.email());
        put(person, "avatar", customer.avatar());
        put(person, "country", customer.country());
        Instant createdAt = customer.createdAt();
        put(person, "created_at", MILLIS.format(createdAt == null ? now : createdAt));
        return json;
    }

    /** A click on a link that is known. */
    static ObjectNode click(Link link, String url, String eventId, Instant now) {
        ObjectNode json =
                start(link.accountId(), eventId, now).put("event", "click").put("trigger", "link");
        put(json, "link_id", link.linkId());
        put(json, "url", url);
        put(json, "domain", link.domain());
        put(json, "key", link.key());
        put(json, "external_id", link.externalId());
        for (String name : List.of("tenant_id", "folder_id", "group_id", "partner_id")) {
            put(json, name, link.text(name));
        }
        put(json, "custom_link_title", link.text("title"));
        put(json, "tag_ids", link.tagIds());
        return json;
    }

    /** Puts a text, a number, a list or a map, unless it is absent or empty. */
    static void put(ObjectNode json, String name, @Nullable Object value) {
        boolean absent = value == null
                || value.equals("")
                || value instanceof Collection<?> texts && texts.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        if (!absent) {
            json.set(name, JSON.valueToTree(value));
        }
    }

    private static ObjectNode start(String accountId, String eventId, Instant now) {
        return JSON.createObjectNode()
                .put("event_id", eventId)
                .put("timestamp", MILLIS.format(now))
                .put("account_id", accountId);
    }
}
