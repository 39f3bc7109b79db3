package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LoggedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes links with every field that the vendor's clients require. What neither topic {@code links} nor the event tells is
 * null, false or empty. The counters are 0, which is what clients take them for where they are absent: what a link has
 * had, {@code GET /analytics} counts.
 */
final class DubLinks {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The vendor's name of a field, its name in topic {@code links}, and what it is where nothing is known of it. */
    private record Attribute(
            String name, String stored, @Nullable Object otherwise) {}

    private static final List<Attribute> ATTRIBUTES = List.of(
            new Attribute("trackConversion", "track_conversion", false),
            new Attribute("programId", "program_id", null),
            new Attribute("archived", "archived", false),
            new Attribute("expiresAt", "expires_at", null),
            new Attribute("expiredUrl", "expired_url", null),
            new Attribute("disabledAt", "disabled_at", null),
            new Attribute("proxy", "proxy", false),
            new Attribute("title", "title", null),
            new Attribute("description", "description", null),
            new Attribute("image", "image", null),
            new Attribute("video", "video", null),
            new Attribute("rewrite", "rewrite", false),
            new Attribute("doIndex", "do_index", false),
            new Attribute("ios", "ios", null),
            new Attribute("android", "android", null),
            new Attribute("geo", "geo", null),
            new Attribute("publicStats", "public_stats", false),
            new Attribute("comments", "comments", null),
            new Attribute("utm_source", "utm_source", null),
            new Attribute("utm_medium", "utm_medium", null),
            new Attribute("utm_campaign", "utm_campaign", null),
            new Attribute("utm_term", "utm_term", null),
            new Attribute("utm_content", "utm_content", null),
            new Attribute("testVariants", "test_variants", null),
            new Attribute("testStartedAt", "test_started_at", null),
            new Attribute("testCompletedAt", "test_completed_at", null),
            new Attribute("userId", "user_id", null),
            new Attribute("webhookIds", "webhook_ids", List.of()));

    private static final List<String> COUNTERS = List.of("clicks", "leads", "conversions", "sales", "saleAmount");

    private DubLinks() {}

    /**
     * The link of an event.
     *
     * @param link null where nothing is known but what the event says
     */
    static ObjectNode of(String accountId, LoggedEvent event, @Nullable Link link) {
        LoggedEvent.Link named = event.link();
        Map<String, Object> attributes = link == null ? Map.of() : link.attributes();
        ObjectNode json = JSON.createObjectNode();
        String domain = named.domain().isEmpty() && link != null ? link.domain() : named.domain();
        String key = named.domain().isEmpty() && link != null ? link.key() : named.key();
        json.put("id", named.id());
        json.put("domain", domain);
        json.put("key", key);
        json.put("url", link == null || link.url().isEmpty() ? named.url() : link.url());
        json.put("externalId", firstKnown(link == null ? "" : link.externalId(), named.externalId()));
        json.put("tenantId", firstKnown(text(attributes, "tenant_id"), named.tenantId()));
        json.put("partnerId", firstKnown(text(attributes, "partner_id"), named.partnerId()));
        json.put("folderId", firstKnown(text(attributes, "folder_id"), named.folderId()));
        // Clickmill keeps no passwords.
        json.putNull("password");
        for (Attribute attribute : ATTRIBUTES) {
            Object value = attributes.getOrDefault(attribute.stored(), attribute.otherwise());
            json.set(attribute.name(), JSON.valueToTree(value));
        }
        json.put("shortLink", shortLink(domain, key));
        json.put("qrCode", "https://api.dub.co/qr?url=" + shortLink(domain, key) + "?qr=1");
        json.putArray("tags");
        json.putNull("tagId");
        json.put("workspaceId", workspaceId(accountId));
        json.put("projectId", accountId);
        for (String counter : COUNTERS) {
            json.put(counter, 0);
        }
        json.putNull("lastClicked");
        Instant createdAt = link == null ? event.occurredAt() : link.createdAt();
        json.put("createdAt", DubTime.MILLIS.format(createdAt));
        json.put("updatedAt", DubTime.MILLIS.format(link == null ? createdAt : link.updatedAt()));
        return json;
    }

    /** The vendor's id of an account. */
    static String workspaceId(String accountId) {
        return DubKeys.WORKSPACE_PREFIX + accountId;
    }

    /** The short link as people type it; empty where it is not known. */
    static String shortLink(String domain, String key) {
        if (domain.isEmpty()) {
            return "";
        }
        return "https://" + domain + (key.equals("_root") ? "" : "/" + key);
    }

    /** A text of the record in topic {@code links}, empty if it has none. */
    static String text(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }

    /** The first text that is not empty, or null. */
    static @Nullable String firstKnown(String first, String second) {
        if (!first.isEmpty()) {
            return first;
        }
        return second.isEmpty() ? null : second;
    }
}
