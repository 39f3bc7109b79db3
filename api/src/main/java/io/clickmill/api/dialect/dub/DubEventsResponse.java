package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.EventKind;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LoggedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the page of events: an array without an envelope. The fields that the vendor calls deprecated are there as well,
 * because its clients require them.
 */
final class DubEventsResponse {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Members of the European Union. */
    private static final Set<String> EUROPEAN_UNION = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private DubEventsResponse() {}

    /**
     * The page.
     *
     * @param links what is known of the events' links, by their ids
     */
    static String of(String accountId, List<LoggedEvent> events, Map<String, Link> links) {
        ArrayNode page = JSON.createArrayNode();
        for (LoggedEvent event : events) {
            ObjectNode json = page.addObject();
            json.put("event", event.kind().word());
            json.put("timestamp", DubTime.MILLIS.format(event.occurredAt()));
            json.set("click", click(event));
            json.set(
                    "link", DubLinks.of(accountId, event, links.get(event.link().id())));
            if (event.kind() != EventKind.CLICK) {
                putConversion(json, event);
            }
            if (event.kind() == EventKind.SALE) {
                putSale(json, event.sale());
            }
            putFlat(json, event);
        }
        return page.toString();
    }

    private static ObjectNode click(LoggedEvent event) {
        LoggedEvent.Request request = event.request();
        return JSON.createObjectNode()
                .put("id", DubConversion.clickId(event))
                .put("timestamp", DubTime.MILLIS.format(event.occurredAt()))
                .put("url", event.link().url())
                .put("country", event.place().country())
                .put("city", event.place().city())
                .put("region", event.place().region())
                .put("continent", event.place().continent())
                .put("device", event.client().device())
                .put("browser", event.client().browser())
                .put("os", event.client().os())
                .put("ua", DubLinks.firstKnown(request.userAgent(), ""))
                .put("trigger", request.trigger())
                .put("referer", orDirect(request.refererHost()))
                .put("refererUrl", orDirect(DubQuestion.withoutQuery(request.referer())))
                .put("qr", isQr(event))
                .put("ip", ip(event));
    }

    private static void putConversion(ObjectNode json, LoggedEvent event) {
        json.put("eventId", event.eventId());
        json.put("eventName", event.eventName());
        String metadata = event.metadata();
        if (metadata != null) {
            json.set("metadata", DubJson.parse(metadata));
        }
        json.set("customer", customer(event.customer(), event.occurredAt()));
    }

    /** A conversion without a customer is of one whom nobody has named. */
    private static ObjectNode customer(LoggedEvent.@Nullable Customer customer, Instant occurredAt) {
        if (customer == null) {
            return JSON.createObjectNode()
                    .put("id", "")
                    .put("externalId", "")
                    .put("name", "")
                    .put("email", "")
                    .putNull("avatar")
                    .put("country", "")
                    .put("createdAt", DubTime.MILLIS.format(occurredAt));
        }
        Instant createdAt = customer.createdAt();
        return JSON.createObjectNode()
                .put("id", customer.id())
                .put("externalId", customer.externalId())
                .put("name", DubLinks.firstKnown(customer.name(), ""))
                .put("email", customer.email())
                .put("avatar", DubLinks.firstKnown(customer.avatar(), ""))
                .put("country", customer.country())
                .put("createdAt", DubTime.MILLIS.format(createdAt == null ? occurredAt : createdAt));
    }

    private static void putSale(ObjectNode json, LoggedEvent.@Nullable Sale sale) {
        long amount = sale == null ? 0 : sale.amount();
        String invoiceId = sale == null ? "" : sale.invoiceId();
        String processor = sale != null && DubSaleRequest.PAYMENT_PROCESSORS.contains(sale.paymentProcessor())
                ? sale.paymentProcessor()
                : "custom";
        json.putObject("sale")
                .put("amount", amount)
                .put("invoiceId", DubLinks.firstKnown(invoiceId, ""))
                .put("paymentProcessor", processor)
                .put("currency", sale == null ? "" : sale.currency());
        json.put("saleAmount", amount).put("invoice_id", invoiceId).put("payment_processor", processor);
    }

    private static void putFlat(ObjectNode json, LoggedEvent event) {
        json.put("click_id", DubConversion.clickId(event))
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

    private static boolean isQr(LoggedEvent event) {
        return event.request().trigger().equals("qr");
    }

    /** As with the vendor, addresses from the European Union are not shown. */
    private static String ip(LoggedEvent event) {
        return EUROPEAN_UNION.contains(event.place().country())
                ? ""
                : event.request().ip();
    }

    private static String orDirect(String referer) {
        return referer.isEmpty() ? DubQuestion.DIRECT : referer;
    }
}
