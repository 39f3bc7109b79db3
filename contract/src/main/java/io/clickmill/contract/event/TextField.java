package io.clickmill.contract.event;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event that are plain text: wire name, maximum length in UTF-16 characters, and the target field.
 *
 * <p>Identifiers end at 256 characters, which are at most 1,024 bytes in UTF-8. So an account and two identifiers still
 * fit into one entry of a PostgreSQL index (2,704 bytes).
 */
enum TextField {
    EVENT_ID("event_id", 128, (event, text) -> event.eventId = text),
    ACCOUNT_ID("account_id", 128, (event, text) -> event.accountId = text),
    LINK_ID("link_id", 256, (event, text) -> event.linkId = text),
    URL("url", 8_192, (event, text) -> event.url = text),
    DOMAIN("domain", 256, (event, text) -> event.domain = text),
    KEY("key", 1_024, (event, text) -> event.key = text),
    CUSTOM_LINK_TITLE("custom_link_title", 2_048, (event, text) -> event.customLinkTitle = text),
    EXTERNAL_ID("external_id", 256, (event, text) -> event.externalId = text),
    TENANT_ID("tenant_id", 256, (event, text) -> event.tenantId = text),
    FOLDER_ID("folder_id", 256, (event, text) -> event.folderId = text),
    GROUP_ID("group_id", 256, (event, text) -> event.groupId = text),
    PARTNER_ID("partner_id", 256, (event, text) -> event.partnerId = text),
    CAMPAIGN_ID("campaign_id", 256, (event, text) -> event.campaignId = text),
    STEP_ID("step_id", 256, (event, text) -> event.stepId = text),
    SOURCE_ID("source_id", 256, (event, text) -> event.sourceId = text),
    SUBSCRIBER_ID("subscriber_id", 256, (event, text) -> event.subscriberId = text),
    EMAIL_ADDRESS("email_address", 512, (event, text) -> event.emailAddress = text),
    PROFILE_ID("profile_id", 256, (event, text) -> event.profileId = text),
    IP("ip", 256, (event, text) -> event.ip = text),
    USER_AGENT("user_agent", 8_192, (event, text) -> event.userAgent = text),
    REFERER("referer", 8_192, (event, text) -> event.referer = text),
    COUNTRY("country", 128, (event, text) -> event.country = text),
    REGION("region", 128, (event, text) -> event.region = text),
    CITY("city", 256, (event, text) -> event.city = text),
    CONTINENT("continent", 128, (event, text) -> event.continent = text),
    CLICK_ID("click_id", 128, (event, text) -> event.clickId = text),
    EVENT_NAME("event_name", 256, (event, text) -> event.eventName = text);

    private static final Map<String, TextField> BY_WIRE_NAME = byWireName();

    private final String wireName;
    private final int maxChars;
    private final BiConsumer<Event.Builder, String> target;

    @SuppressWarnings("ImmutableEnumChecker") // the targets are stateless lambdas
    TextField(String wireName, int maxChars, BiConsumer<Event.Builder, String> target) {
        this.wireName = wireName;
        this.maxChars = maxChars;
        this.target = target;
    }

    /** The text field of this wire name, or null. */
    static @Nullable TextField ofWireName(String wireName) {
        return BY_WIRE_NAME.get(wireName);
    }

    int maxChars() {
        return maxChars;
    }

    void set(Event.Builder event, String text) {
        target.accept(event, text);
    }

    private static Map<String, TextField> byWireName() {
        Map<String, TextField> fields = new HashMap<>();
        for (TextField field : values()) {
            fields.put(field.wireName, field);
        }
        return fields;
    }
}
