package io.clickmill.api.dialect.dub;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.contract.event.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes links with every field that the vendor's clients require. A field that neither topic {@code links} nor the
 * event has is null, false or an empty list. An unknown counter is 0.
 */
final class Links {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The values of unknown fields: options are off, lists are empty, counters are 0. All other fields are null. */
    private static final Map<String, Object> OTHERWISE = Map.ofEntries(
            entry("trackConversion", false),
            entry("archived", false),
            entry("proxy", false),
            entry("rewrite", false),
            entry("doIndex", false),
            entry("publicStats", false),
            entry("tags", List.of()),
            entry("clicks", 0),
            entry("leads", 0),
            entry("conversions", 0),
            entry("sales", 0),
            entry("saleAmount", 0),
            entry("webhookIds", List.of()));

    /** The names in topic {@code links} of fields that have another name there. */
    private static final Map<String, String> STORED_NAMES = Map.ofEntries(
            entry("trackConversion", "track_conversion"),
            entry("tenantId", "tenant_id"),
            entry("programId", "program_id"),
            entry("partnerId", "partner_id"),
            entry("expiresAt", "expires_at"),
            entry("expiredUrl", "expired_url"),
            entry("disabledAt", "disabled_at"),
            entry("doIndex", "do_index"),
            entry("publicStats", "public_stats"),
            entry("folderId", "folder_id"),
            entry("testVariants", "test_variants"),
            entry("testStartedAt", "test_started_at"),
            entry("testCompletedAt", "test_completed_at"),
            entry("userId", "user_id"),
            entry("webhookIds", "webhook_ids"));

    /** Every field, in the vendor's order. */
    private static final List<String> FIELDS = List.of(
            ("id domain key url trackConversion externalId tenantId programId partnerId archived expiresAt expiredUrl"
                            + " disabledAt password proxy title description image video rewrite doIndex ios android geo"
                            + " publicStats tags folderId comments shortLink qrCode utm_source utm_medium utm_campaign"
                            + " utm_term utm_content testVariants testStartedAt testCompletedAt userId workspaceId"
                            + " clicks leads conversions sales saleAmount lastClicked createdAt updatedAt tagId"
                            + " projectId webhookIds")
                    .split(" "));

    /**
     * Fields that are not read from the link's attributes. Passwords are not kept; {@link #told} and the counters give
     * the others.
     */
    private static final Set<String> UNTOLD = Set.of("password", "tags", "tagId", "lastClicked");

    /** The color of a tag whose color is unknown. The vendor's clients require one of the vendor's colors. */
    static final String UNKNOWN_COLOR = "gray";

    private Links() {}

    /**
     * Writes the link of an event.
     *
     * @param link null if only the event is known
     * @param counters the counters of this link and possibly of others
     */
    static ObjectNode of(String accountId, Event event, @Nullable Link link, Counters counters) {
        Map<String, Object> attributes = link == null ? Map.of() : link.attributes();
        Map<String, Object> told = told(accountId, event, link);
        told.putAll(counters.of(event.link().id()));
        ObjectNode json = JSON.createObjectNode();
        for (String field : FIELDS) {
            Object value = told.get(field);
            if (value == null && !UNTOLD.contains(field)) {
                value = attributes.get(STORED_NAMES.getOrDefault(field, field));
            }
            json.set(field, JSON.valueToTree(value == null ? OTHERWISE.get(field) : value));
        }
        return json;
    }

    /**
     * The fields that are not among the attributes, and those that take precedence over them. Unknown ones are null or
     * absent.
     */
    private static Map<String, Object> told(String accountId, Event event, @Nullable Link link) {
        Event.Link named = event.link();
        String domain = named.domain().isEmpty() && link != null ? link.domain() : named.domain();
        String key = named.domain().isEmpty() && link != null ? link.key() : named.key();
        String url = link == null || link.url().isEmpty() ? named.url() : link.url();
        String shortLink = domain.isEmpty() ? url : shortLink(domain, key);
        Instant createdAt = link == null ? event.time() : link.createdAt();
        Map<String, Object> told = new HashMap<>(Map.of(
                "id",
                named.id(),
                "domain",
                domain,
                "key",
                key,
                "url",
                url,
                "shortLink",
                shortLink,
                "qrCode",
                "https://api.dub.co/qr?url=" + shortLink + "?qr=1",
                "workspaceId",
                workspaceId(accountId),
                "projectId",
                accountId,
                "createdAt",
                Times.MILLIS.format(createdAt),
                "updatedAt",
                Times.MILLIS.format(link == null ? createdAt : link.updatedAt())));
        Map<String, Object> attributes = link == null ? Map.of() : link.attributes();
        told.put("externalId", firstKnown(link == null ? "" : link.externalId(), named.externalId()));
        told.put("tenantId", firstKnown(text(attributes, "tenant_id"), named.tenantId()));
        told.put("partnerId", firstKnown(text(attributes, "partner_id"), named.partnerId()));
        told.put("folderId", firstKnown(text(attributes, "folder_id"), named.folderId()));
        List<Map<String, String>> tags = tags(attributes);
        told.put("tags", tags);
        told.put("tagId", tags.isEmpty() ? null : tags.get(0).get("id"));
        return told;
    }

    /** The workspace id of an account. */
    static String workspaceId(String accountId) {
        return Keys.WORKSPACE_PREFIX + accountId;
    }

    /** The short link as a URL; empty if its domain is unknown. */
    static String shortLink(String domain, String key) {
        if (domain.isEmpty()) {
            return "";
        }
        return "https://" + domain + (key.equals("_root") ? "" : "/" + key);
    }

    /** A text among a link's attributes; empty if it is absent. */
    static String text(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof String text ? text : "";
    }

    private static List<Map<String, String>> tags(Map<String, Object> attributes) {
        return attributes.get("tags") instanceof List<?> tags
                ? tags.stream()
                        .flatMap(tag -> tag instanceof Map<?, ?> fields && fields.get("id") instanceof String id
                                ? Stream.of(tag(id, fields))
                                : Stream.empty())
                        .toList()
                : List.of();
    }

    private static Map<String, String> tag(String id, Map<?, ?> fields) {
        Map<String, String> tag = new LinkedHashMap<>();
        tag.put("id", id);
        tag.put("name", fields.get("name") instanceof String name && !name.isEmpty() ? name : id);
        tag.put("color", fields.get("color") instanceof String color && !color.isEmpty() ? color : UNKNOWN_COLOR);
        return tag;
    }

    /** The first text that is not empty, or null. */
    static @Nullable String firstKnown(String first, String second) {
        if (!first.isEmpty()) {
            return first;
        }
        return second.isEmpty() ? null : second;
    }
}
