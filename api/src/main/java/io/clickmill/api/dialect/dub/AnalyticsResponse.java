package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Link;
import io.clickmill.api.query.LinkTag;
import io.clickmill.api.query.StatsResult.Row;
import io.clickmill.api.query.TimeRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of {@code GET /analytics}: one object for a count, an array of objects for everything else. Each
 * object has all four numbers; those that the request does not ask for are 0.
 */
final class AnalyticsResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The known links and tags, by their ids. */
    record Known(Map<String, Link> links, Map<String, LinkTag> tags) {
        static final Known NOTHING = new Known(Map.of(), Map.of());
    }

    private AnalyticsResponse() {}

    /** The object of a count. {@code row} is null if no event can match. */
    static String count(@Nullable Row row) {
        ObjectNode json = JSON.createObjectNode();
        putNumbers(json, row);
        return json.toString();
    }

    /** All buckets that the range touches, including those without events. */
    static String series(Range range, TimeRange time, List<Row> rows) {
        Map<Instant, Row> byStart = new HashMap<>();
        rows.forEach(row -> byStart.put(row.start(), row));
        ArrayNode json = JSON.createArrayNode();
        for (long start : range.step().starts(time)) {
            Instant instant = Instant.ofEpochMilli(start);
            ObjectNode step = json.addObject().put("start", Times.STEP.format(instant.atZone(time.zone())));
            putNumbers(step, byStart.get(instant));
        }
        return json.toString();
    }

    /**
     * The groups in the order of the rows.
     *
     * @param known the known links and tags of these groups
     */
    static String groups(Grouping grouping, List<Row> rows, Known known) {
        ArrayNode json = JSON.createArrayNode();
        for (Row row : rows) {
            ObjectNode group = json.addObject();
            putGroup(group, grouping, row.group(), known);
            putNumbers(group, row);
        }
        return json.toString();
    }

    private static void putGroup(ObjectNode json, Grouping grouping, List<String> values, Known known) {
        String value = values.get(0);
        switch (grouping) {
            case COUNT, TIMESERIES, TOP_PARTNER_TAGS -> throw new IllegalArgumentException(grouping.word());
            case CONTINENTS -> json.put("continent", value);
            case COUNTRIES -> json.put("country", value).put("region", "*").put("city", "*");
            case REGIONS ->
                json.put("country", country(value)).put("region", value).put("city", "*");
            case CITIES ->
                json.put("country", value).put("region", values.get(1)).put("city", values.get(2));
            case DEVICES -> json.put("device", value);
            case BROWSERS -> json.put("browser", value);
            case OS -> json.put("os", value);
            case TRIGGER, TRIGGERS -> json.put("trigger", value);
            case REFERERS -> json.put("referer", value.isEmpty() ? Vocabulary.DIRECT : value);
            case REFERER_URLS -> json.put("refererUrl", value.isEmpty() ? Vocabulary.DIRECT : value);
            case TOP_DOMAINS -> json.put("domain", value);
            case TOP_URLS, TOP_BASE_URLS -> json.put("url", value);
            case TOP_LINKS -> putLink(json, value, known.links().get(value));
            case TOP_FOLDERS -> putNamed(json, "folder", value, value);
            case TOP_LINK_TAGS -> putTag(json, value, known.tags().get(value));
            case TOP_PARTNERS ->
                putNamed(json, "partner", value, value)
                        .putNull("email")
                        .putNull("image")
                        .putNull("payoutsEnabledAt")
                        .putNull("country");
            case TOP_GROUPS ->
                putNamed(json, "group", value, value).put("slug", value).putNull("color");
            case UTM_SOURCES -> json.put("utm_source", value);
            case UTM_MEDIUMS -> json.put("utm_medium", value);
            case UTM_CAMPAIGNS -> json.put("utm_campaign", value);
            case UTM_TERMS -> json.put("utm_term", value);
            case UTM_CONTENTS -> json.put("utm_content", value);
        }
    }

    /** Clickmill does not know the names of folders, partners and groups, so their ids serve as names. */
    private static ObjectNode putNamed(ObjectNode json, String kind, String id, String name) {
        json.put(kind + "Id", id);
        return json.putObject(kind).put("id", id).put("name", name);
    }

    private static void putTag(ObjectNode json, String id, @Nullable LinkTag tag) {
        putNamed(json, "tag", id, tag == null ? id : tag.name())
                .put("color", tag == null || tag.color().isEmpty() ? Links.UNKNOWN_COLOR : tag.color());
    }

    private static void putLink(ObjectNode json, String linkId, @Nullable Link link) {
        Map<String, Object> attributes = link == null ? Map.of() : link.attributes();
        String domain = link == null ? "" : link.domain();
        String key = link == null ? "" : link.key();
        json.put("link", linkId)
                .put("id", linkId)
                .put("domain", domain)
                .put("key", key)
                .put("shortLink", Links.shortLink(domain, key))
                .put("url", link == null ? "" : link.url());
        for (String name : List.of("title", "comments")) {
            json.put(name, Links.firstKnown(Links.text(attributes, name), ""));
        }
        json.put("folderId", Links.firstKnown(Links.text(attributes, "folder_id"), ""));
        json.put("partnerId", Links.firstKnown(Links.text(attributes, "partner_id"), ""));
        json.put("createdAt", Times.MILLIS.format(link == null ? Instant.EPOCH : link.createdAt()));
    }

    /** The country of a region code, which begins with it. */
    private static String country(String region) {
        int hyphen = region.indexOf('-');
        return hyphen < 0 ? region : region.substring(0, hyphen);
    }

    private static void putNumbers(ObjectNode json, @Nullable Row row) {
        json.put("clicks", row == null ? 0 : row.clicks())
                .put("leads", row == null ? 0 : row.leads())
                .put("sales", row == null ? 0 : row.sales())
                .put("saleAmount", row == null ? 0 : row.saleAmount());
    }
}
