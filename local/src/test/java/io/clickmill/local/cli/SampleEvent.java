package io.clickmill.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Field;
import io.clickmill.contract.Dimension;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An event as it is sent, and the values that the system must derive from it. Those come from tables written by hand,
 * not from the code under test. A text is empty if the event does not have the field.
 */
record SampleEvent(
        String eventId,
        Instant timestamp,
        String kind,
        String campaignId,
        String linkId,
        String sourceId,
        String stepId,
        String urlLocation,
        Target target,
        String title,
        Place place,
        Browser browser,
        Referer referer,
        String trigger,
        String subscriberId,
        List<String> tags,
        Map<String, String> others,
        long amount) {
    private static final String SEPARATOR = "\u001f";
    private static final int MAX_VALUE_BYTES = 512;

    /**
     * The target of the link.
     *
     * @param given the field {@code params}; null if the system must read the params from the url
     * @param params the expected params
     */
    record Target(String url, Map<String, String> given, Map<String, String> params, Utm utm) {}

    record Utm(String source, String medium, String campaign, String term, String content) {
        static final Utm NONE = new Utm("", "", "", "", "");
    }

    /** @param given whether the event has the place; else the system must derive it from the address */
    record Place(String ip, boolean given, String country, String region, String city, String continent) {}

    record Browser(String userAgent, String device, String name, String version, String os, boolean bot) {}

    record Referer(String url, String host) {}

    /** The event as a line of JSON. */
    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("event_id", eventId).put("timestamp", timestamp.toString());
        if (!kind.equals("click")) {
            json.put("event", kind);
        }
        put(json, "campaign_id", campaignId);
        put(json, "link_id", linkId);
        put(json, "source_id", sourceId);
        put(json, "step_id", stepId);
        if (!urlLocation.isEmpty()) {
            json.put("url_location", Integer.parseInt(urlLocation));
        }
        put(json, "url", target.url());
        if (target.given() != null) {
            target.given().forEach(json.putObject("params")::put);
        }
        put(json, "custom_link_title", title);
        put(json, "ip", place.ip());
        if (place.given()) {
            put(json, "country", place.country());
            put(json, "region", place.region());
            put(json, "city", place.city());
            put(json, "continent", place.continent());
        }
        put(json, "user_agent", browser.userAgent());
        put(json, "referer", referer.url());
        if (!trigger.equals("link")) {
            json.put("trigger", trigger);
        }
        put(json, "subscriber_id", subscriberId);
        if (!tags.isEmpty()) {
            ArrayNode array = json.putArray("tag_ids");
            tags.forEach(array::add);
        }
        others.forEach((name, value) -> put(json, name, value));
        if (!customerId().isEmpty()) {
            json.putObject("customer").put("id", customerId());
        }
        if (kind.equals("sale")) {
            json.putObject("sale").put("amount", amount).put("currency", "USD");
        }
        return json.toString();
    }

    private static void put(ObjectNode json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }

    /** The visitor: the subscriber, or else the address and user agent, where {@code -} means that none was sent. */
    String visitor() {
        String userAgent = browser.userAgent().equals("-") ? "" : browser.userAgent();
        return subscriberId.isEmpty() ? "client " + place.ip() + SEPARATOR + userAgent : "id " + subscriberId;
    }

    boolean bot() {
        return browser.bot();
    }

    /** The event's groups by a field, each with a value for each column. */
    List<List<String>> groups(Field field) {
        return switch (field) {
            case PARAMS ->
                target.params().entrySet().stream()
                        .map(parameter -> List.of(cut(parameter.getKey()), cut(parameter.getValue())))
                        .toList();
            case TAG -> tags.stream().distinct().map(List::of).toList();
            // Only events of people are counted here.
            case BOT_REASON -> List.of();
            default -> List.of(List.of(cut(value(field))));
        };
    }

    /** The value of a field. The switch has no default, so that a new field without a case does not compile. */
    String value(Field field) {
        return switch (field) {
            case CAMPAIGN -> campaignId;
            case LINK -> linkId;
            case SOURCE -> sourceId.isEmpty() ? campaignId : sourceId;
            case COUNTRY -> place.country();
            case REGION -> place.region();
            case CITY -> place.city();
            case CONTINENT -> place.continent();
            case DEVICE -> browser.device();
            case BROWSER -> browser.name();
            case BROWSER_VERSION -> browser.version();
            case OS -> browser.os();
            case REFERER -> referer.host();
            case TRIGGER -> trigger;
            case URL -> target.url();
            case CUSTOM_LINK_TITLE -> title;
            case UTM_SOURCE -> target.utm().source();
            case UTM_MEDIUM -> target.utm().medium();
            case UTM_CAMPAIGN -> target.utm().campaign();
            case UTM_TERM -> target.utm().term();
            case UTM_CONTENT -> target.utm().content();
            case PLACEMENT -> stepId + SEPARATOR + urlLocation + SEPARATOR + target.url();
            case PLACEMENT_STEP -> stepId;
            case ORDERED_PLACEMENT -> stepId + SEPARATOR + placedUrl();
            case ORDERED_PLACEMENT_OF_ALL_STEPS -> placedUrl();
            case IP -> place.ip();
            case SUBSCRIBER_ID -> subscriberId;
            case REFERER_DOMAIN -> referer.host().replaceFirst("^www[.]", "");
            case REFERER_URL -> referer.url();
            case USER_AGENT -> browser.userAgent();
            case BASE_URL -> withoutQuery(target.url());
            case REFERER_BASE_URL -> withoutQuery(referer.url());
            case CUSTOMER_ID -> customerId();
            // No sale has a customer, so that every sale is a first one.
            case SALE_TYPE -> kind.equals("sale") ? "new" : "";
            case EVENT -> kind;
            case STEP -> stepId;
            case URL_LOCATION -> urlLocation;
            case PROFILE_ID,
                    EMAIL_ADDRESS,
                    EVENT_NAME,
                    CLICK_ID,
                    DOMAIN,
                    KEY,
                    EXTERNAL_ID,
                    TENANT_ID,
                    FOLDER_ID,
                    GROUP_ID,
                    PARTNER_ID -> others.getOrDefault(field.word(), "");
            case PARAMS, TAG, BOT_REASON -> throw new IllegalArgumentException(field + " has several values");
        };
    }

    /** The number of digits of the location, the location, and as much of the URL as the placement keeps. */
    private String placedUrl() {
        String url = cut(value(Field.PLACEMENT)).substring(stepId.length() + urlLocation.length() + 2);
        return (urlLocation.isEmpty() ? "~" : Character.toString('0' + urlLocation.length()) + urlLocation) + url;
    }

    /** The customer of a lead, which depends on its day. Other events have no customer. */
    private String customerId() {
        return kind.equals("lead") ? "customer " + timestamp.toString().charAt(9) : "";
    }

    private static String withoutQuery(String url) {
        return url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
    }

    /** Cuts a value to the first {@link Dimension#MAX_VALUE_BYTES} bytes, in whole characters, as groups do. */
    private static String cut(String value) {
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (String character : value.codePoints().mapToObj(Character::toString).collect(Collectors.toList())) {
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_VALUE_BYTES) {
                break;
            }
            kept.append(character);
        }
        return kept.toString();
    }
}
