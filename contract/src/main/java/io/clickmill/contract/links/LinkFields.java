package io.clickmill.contract.links;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.JsonTexts;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the fields of a link's JSON object, in any order. Unknown fields are skipped, among them {@code password},
 * which must not be kept. A null field is absent, and the last of two fields with the same name counts.
 *
 * <p>Attributes are kept by name: texts, booleans, times in ISO 8601 with milliseconds, {@code geo} as an object of
 * texts, {@code tags} as objects of {@code id}, {@code name} and {@code color}, {@code test_variants} as objects of
 * {@code url} and {@code percentage}, {@code webhook_ids} as texts.
 */
final class LinkFields {
    private static final int ID_CHARS = 256;
    private static final int TITLE_CHARS = 2_048;
    private static final int URL_CHARS = 8_192;

    private static final int MAX_ENTRIES = 100;
    /** The maximum number of countries: all codes of two letters, 26 × 26. */
    private static final int MAX_GEO = 676;

    private static final Set<String> TAG_COLORS =
            Set.of("red", "yellow", "green", "blue", "purple", "brown", "gray", "pink");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonParser json;
    private final JsonTexts texts;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new LinkedHashMap<>();
    private @Nullable Long createdAt;
    private @Nullable Long updatedAt;

    private LinkFields(JsonParser json, JsonTexts texts) {
        this.json = json;
        this.texts = texts;
    }

    /** Reads the object whose opening brace is the parser's current token. */
    static LinkFields read(JsonParser json, JsonTexts texts) throws IOException, InvalidClick {
        LinkFields fields = new LinkFields(json, texts);
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            fields.readField(name);
        }
        return fields;
    }

    /** The field's text, empty when absent. */
    String accountId() {
        return columns.getOrDefault("account_id", "");
    }

    /** The field's text, empty when absent. */
    String linkId() {
        return columns.getOrDefault("link_id", "");
    }

    /** The link. If the record has no time of update, {@code recordTimestamp} is used, in epoch milliseconds. */
    Link link(long recordTimestamp) {
        return new Link(
                columns.getOrDefault("domain", ""),
                columns.getOrDefault("key", ""),
                columns.getOrDefault("url", ""),
                columns.getOrDefault("external_id", ""),
                attributes(),
                createdAt,
                updatedAt == null ? recordTimestamp : updatedAt);
    }

    private String attributes() {
        try {
            return JSON.writeValueAsString(attributes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the attributes cannot be written as JSON", e);
        }
    }

    private void readField(String name) throws IOException, InvalidClick {
        switch (name) {
            case "account_id" -> columns.put(name, texts.text(name, 128));
            case "link_id", "domain", "external_id" -> columns.put(name, texts.text(name, ID_CHARS));
            case "key" -> columns.put(name, texts.text(name, 1_024));
            case "url" -> columns.put(name, texts.text(name, URL_CHARS));
            case "created_at" -> createdAt = texts.time(name);
            case "updated_at" -> updatedAt = texts.time(name);
            case "tenant_id", "program_id", "partner_id", "folder_id", "group_id", "user_id" ->
                attributes.put(name, texts.text(name, ID_CHARS));
            case "title", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content" ->
                attributes.put(name, texts.text(name, TITLE_CHARS));
            case "description", "comments", "image", "video", "ios", "android", "expired_url" ->
                attributes.put(name, texts.text(name, URL_CHARS));
            case "archived", "track_conversion", "proxy", "rewrite", "do_index", "public_stats" ->
                attributes.put(name, texts.bool(name));
            case "expires_at", "disabled_at", "test_started_at", "test_completed_at" ->
                attributes.put(name, TIME.format(Instant.ofEpochMilli(texts.time(name))));
            case "geo" -> attributes.put(name, texts.map(name, MAX_GEO, 128, URL_CHARS));
            case "tags" -> attributes.put(name, texts.array(name, MAX_ENTRIES, "objects", this::readTag));
            case "webhook_ids" ->
                attributes.put(name, texts.array(name, MAX_ENTRIES, "texts", () -> texts.text(name, ID_CHARS)));
            case "test_variants" ->
                attributes.put(name, texts.array(name, MAX_ENTRIES, "objects", this::readTestVariant));
            default -> json.skipChildren();
        }
    }

    private Object readTag() throws IOException, InvalidClick {
        texts.requireObject("tags", "objects with id, name and color");
        Map<String, String> tag = new LinkedHashMap<>();
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            switch (name) {
                case "id", "name" -> tag.put(name, texts.text("tags." + name, ID_CHARS));
                case "color" -> tag.put(name, readTagColor());
                default -> json.skipChildren();
            }
        }
        InvalidClick.requirePresent("tags.id", tag.containsKey("id"), "text");
        InvalidClick.requirePresent("tags.name", tag.containsKey("name"), "text");
        return tag;
    }

    private String readTagColor() throws IOException, InvalidClick {
        String color = texts.text("tags.color", ID_CHARS);
        if (!TAG_COLORS.contains(color)) {
            throw texts.invalid("tags.color", "red, yellow, green, blue, purple, brown, gray or pink");
        }
        return color;
    }

    private Object readTestVariant() throws IOException, InvalidClick {
        texts.requireObject("test_variants", "objects with url and percentage");
        Map<String, Object> variant = new LinkedHashMap<>();
        for (String name = texts.nextField(); name != null; name = texts.nextField()) {
            switch (name) {
                case "url" -> variant.put(name, texts.text("test_variants.url", URL_CHARS));
                case "percentage" -> variant.put(name, texts.integer("test_variants.percentage", 0, 100));
                default -> json.skipChildren();
            }
        }
        InvalidClick.requirePresent("test_variants.url", variant.containsKey("url"), "text");
        InvalidClick.requirePresent("test_variants.percentage", variant.containsKey("percentage"), "0..100");
        return variant;
    }
}
