package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event that are plain text: name in JSON, maximum length in UTF-16 characters, and the target field.
 *
 * <p>Identifiers have at most 256 UTF-16 characters, which are at most 768 bytes of UTF-8. So an account (384 bytes)
 * and two identifiers still fit into one entry of a PostgreSQL index (2,704 bytes).
 */
enum TextField implements Worded {
    EVENT_ID(128, (event, text) -> event.eventId = text),
    ACCOUNT_ID(128, (event, text) -> event.accountId = text),
    LINK_ID(256, (event, text) -> event.linkId = text),
    URL(8_192, (event, text) -> event.url = text),
    DOMAIN(256, (event, text) -> event.domain = text),
    KEY(1_024, (event, text) -> event.key = text),
    CUSTOM_LINK_TITLE(2_048, (event, text) -> event.customLinkTitle = text),
    EXTERNAL_ID(256, (event, text) -> event.externalId = text),
    TENANT_ID(256, (event, text) -> event.tenantId = text),
    FOLDER_ID(256, (event, text) -> event.folderId = text),
    GROUP_ID(256, (event, text) -> event.groupId = text),
    PARTNER_ID(256, (event, text) -> event.partnerId = text),
    CAMPAIGN_ID(256, (event, text) -> event.campaignId = text),
    STEP_ID(256, (event, text) -> event.stepId = text),
    SOURCE_ID(256, (event, text) -> event.sourceId = text),
    SUBSCRIBER_ID(256, (event, text) -> event.subscriberId = text),
    EMAIL_ADDRESS(512, (event, text) -> event.emailAddress = text),
    PROFILE_ID(256, (event, text) -> event.profileId = text),
    IP(256, (event, text) -> event.ip = text),
    USER_AGENT(8_192, (event, text) -> event.userAgent = text),
    REFERER(8_192, (event, text) -> event.referer = text),
    COUNTRY(128, (event, text) -> event.country = text),
    REGION(128, (event, text) -> event.region = text),
    CITY(256, (event, text) -> event.city = text),
    CONTINENT(128, (event, text) -> event.continent = text),
    CLICK_ID(128, (event, text) -> event.clickId = text),
    EVENT_NAME(256, (event, text) -> event.eventName = text);

    private static final Map<String, TextField> BY_WORD = byWord();

    private final int maxChars;
    private final BiConsumer<Event.Builder, String> target;

    @SuppressWarnings("ImmutableEnumChecker") // the targets are stateless lambdas
    TextField(int maxChars, BiConsumer<Event.Builder, String> target) {
        this.maxChars = maxChars;
        this.target = target;
    }

    /** The text field of this name in JSON, or null. */
    static @Nullable TextField ofWord(String word) {
        return BY_WORD.get(word);
    }

    int maxChars() {
        return maxChars;
    }

    void set(Event.Builder event, String text) {
        target.accept(event, text);
    }

    private static Map<String, TextField> byWord() {
        Map<String, TextField> fields = new HashMap<>();
        for (TextField field : values()) {
            fields.put(field.word(), field);
        }
        return fields;
    }
}
