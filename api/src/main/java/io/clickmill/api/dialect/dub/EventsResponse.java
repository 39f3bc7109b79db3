package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Link;
import io.clickmill.api.track.TrackedEvent;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.EventKind;
import io.clickmill.contract.event.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the page of events: an array without an envelope. The fields that the vendor calls deprecated are there as
 * well, because its clients require them.
 */
final class EventsResponse {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Members of the European Union. */
    private static final Set<String> EUROPEAN_UNION = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private EventsResponse() {}

    /**
     * The page.
     *
     * @param links what is known of the events' links, by their ids
     */
    static String of(String accountId, List<Event> events, Map<String, Link> links, Counters counters) {
        ArrayNode page = JSON.createArrayNode();
        for (Event event : events) {
            ObjectNode json = page.addObject();
            json.put("event", event.kind().word());
            json.put("timestamp", Times.MILLIS.format(event.time()));
            if (event.kind() != EventKind.CLICK) {
                putConversion(json, event);
            }
            json.set("click", click(event));
            json.set("link", Links.of(accountId, event, links.get(event.link().id()), counters));
            if (event.kind() != EventKind.CLICK) {
                json.set("customer", customer(event));
            }
            putFlat(json, event);
        }
        return page.toString();
    }

    private static ObjectNode click(Event event) {
        Event.Request request = event.request();
        return JSON.createObjectNode()
                .put("id", TrackedEvent.clickId(event))
                .put("timestamp", Times.MILLIS.format(event.time()))
                .put("url", event.link().url())
                .put("country", event.place().country())
                .put("city", event.place().city())
                .put("region", event.place().region())
                .put("continent", event.place().continent())
                .put("device", event.client().device())
                .put("browser", event.client().browser())
                .put("os", event.client().os())
                .put("ua", Links.firstKnown(request.userAgent(), ""))
                .put("trigger", request.trigger().word())
                .put("referer", orDirect(Field.REFERER_DOMAIN.ofDimension(request.refererHost())))
                .put("refererUrl", orDirect(Question.withoutQuery(request.referer())))
                .put("qr", isQr(event))
                .put("ip", ip(event));
    }

    private static void putConversion(ObjectNode json, Event event) {
        json.put("eventId", event.eventId());
        json.put("eventName", event.eventName());
        if (event.kind() == EventKind.SALE) {
            json.putObject("sale")
                    .put("amount", amount(event))
                    .put("invoiceId", Links.firstKnown(invoiceId(event), ""))
                    .put("paymentProcessor", paymentProcessor(event))
                    .put("currency", event.sale() == null ? "" : event.sale().currency());
        }
        String metadata = event.metadata();
        if (metadata != null) {
            json.set("metadata", StoredJson.parse(metadata));
        }
    }

    /** A customer of whom nothing is known, or who has been erased, is shown as the vendor shows deleted customers. */
    private static ObjectNode customer(Event event) {
        Customer customer = event.customer();
        if (customer == null
                || customer.externalId().isEmpty() && customer.name().isEmpty()) {
            String id = customer == null ? "" : customer.id();
            return JSON.createObjectNode()
                    .put("id", id)
                    .put("externalId", id)
                    .put("name", "Deleted Customer")
                    .put("email", "deleted@customer.com")
                    .putNull("avatar")
                    .put("country", "")
                    .put("createdAt", Times.MILLIS.format(Instant.EPOCH));
        }
        Instant createdAt = customer.createdAt();
        return JSON.createObjectNode()
                .put("id", customer.id())
                .put("externalId", customer.externalId())
                .put("name", Links.firstKnown(customer.name(), ""))
                .put("email", customer.email())
                .put("avatar", Links.firstKnown(customer.avatar(), ""))
                .put("country", customer.country())
                .put("createdAt", Times.MILLIS.format(createdAt == null ? event.time() : createdAt));
    }

    private static long amount(Event event) {
        return event.sale() == null ? 0 : event.sale().amount();
    }

    private static String invoiceId(Event event) {
        return event.sale() == null ? "" : event.sale().invoiceId();
    }

    private static String paymentProcessor(Event event) {
        return event.sale() != null
                        && SaleRequest.PAYMENT_PROCESSORS.contains(event.sale().paymentProcessor())
                ? event.sale().paymentProcessor()
                : "custom";
    }

    private static void putFlat(ObjectNode json, Event event) {
        if (event.kind() == EventKind.SALE) {
            json.put("saleAmount", amount(event))
                    .put("invoice_id", invoiceId(event))
                    .put("payment_processor", paymentProcessor(event));
        }
        json.put("click_id", TrackedEvent.clickId(event))
                .put("link_id", event.link().id())
                .put("domain", event.link().domain())
                .put("key", event.link().key())
                .put("url", event.link().url())
                .put("continent", event.place().continent())
                .put("country", event.place().country())
                .put("city", event.place().city())
                .put("device", event.client().device())
                .put("browser", event.client().browser())
                .put("os", event.client().os())
                .put("qr", isQr(event) ? 1 : 0)
                .put("ip", ip(event));
    }

    private static boolean isQr(Event event) {
        return event.request().trigger() == Trigger.QR;
    }

    /** As with the vendor, addresses from the European Union are not shown. */
    private static String ip(Event event) {
        return EUROPEAN_UNION.contains(event.place().country())
                ? ""
                : event.request().ip();
    }

    private static String orDirect(String referer) {
        return referer.isEmpty() ? Vocabulary.DIRECT : referer;
    }
}
