package io.clickmill.api.track;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.EventKind;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LoggedEvent;
import io.clickmill.api.query.LoggedEvent.Customer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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
    public static ObjectNode lead(
            String accountId, LoggedEvent source, Customer customer, String eventName, Instant now) {
        return event(accountId, source, customer, now).put("event", "lead").put("event_name", eventName);
    }

    /** A sale that comes from a click, or from a lead of it. */
    public static ObjectNode sale(
            String accountId,
            LoggedEvent source,
            Customer customer,
            String eventName,
            LoggedEvent.Sale sale,
            Instant now) {
        ObjectNode json =
                event(accountId, source, customer, now).put("event", "sale").put("event_name", eventName);
        ObjectNode money = json.putObject("sale").put("amount", sale.amount()).put("currency", sale.currency());
        put(money, "invoice_id", sale.invoiceId());
        put(money, "payment_processor", sale.paymentProcessor());
        return json;
    }

    /** The click that an event is, or comes from. */
    public static String clickId(LoggedEvent source) {
        return source.kind() == EventKind.CLICK ? source.eventId() : source.clickId();
    }

    private static ObjectNode event(String accountId, LoggedEvent source, Customer customer, Instant now) {
        ObjectNode json = start(accountId, EventIds.random(), now);
        putLink(json, source.link());
        putOrigin(json, source);
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
        if (!link.tagIds().isEmpty()) {
            link.tagIds().forEach(json.putArray("tag_ids")::add);
        }
        return json;
    }

    /** Puts a text, or nothing if it is empty. */
    static void put(ObjectNode json, String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            json.put(name, text);
        }
    }

    private static ObjectNode start(String accountId, String eventId, Instant now) {
        return JSON.createObjectNode()
                .put("event_id", eventId)
                .put("timestamp", MILLIS.format(now))
                .put("account_id", accountId);
    }

    private static void putLink(ObjectNode json, LoggedEvent.Link link) {
        put(json, "link_id", link.id());
        put(json, "url", link.url());
        put(json, "domain", link.domain());
        put(json, "key", link.key());
        put(json, "external_id", link.externalId());
        put(json, "tenant_id", link.tenantId());
        put(json, "folder_id", link.folderId());
        put(json, "group_id", link.groupId());
        put(json, "partner_id", link.partnerId());
        put(json, "custom_link_title", link.customTitle());
        if (!link.tagIds().isEmpty()) {
            link.tagIds().forEach(json.putArray("tag_ids")::add);
        }
    }

    private static void putOrigin(ObjectNode json, LoggedEvent source) {
        put(json, "campaign_id", source.message().campaignId());
        put(json, "step_id", source.message().stepId());
        put(json, "source_id", source.message().sourceId());
        Integer location = source.message().urlLocation();
        if (location != null) {
            json.put("url_location", location);
        }
        put(json, "subscriber_id", source.recipient().subscriberId());
        put(json, "email_address", source.recipient().emailAddress());
        put(json, "profile_id", source.recipient().profileId());
        if (!source.params().isEmpty()) {
            ObjectNode params = json.putObject("params");
            source.params().forEach(params::put);
        }
        put(json, "ip", source.request().ip());
        put(json, "user_agent", source.request().userAgent());
        put(json, "referer", source.request().referer());
        put(json, "trigger", source.request().trigger());
        put(json, "country", source.place().country());
        put(json, "region", source.place().region());
        put(json, "city", source.place().city());
        put(json, "continent", source.place().continent());
    }
}
