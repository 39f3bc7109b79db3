package io.clickmill.contract.event;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One valid event of topic {@code clicks} with its place in the log, before enrichment. Absent text is the empty
 * string, so that nobody downstream asks for null; times are epoch milliseconds because Flink serializes a long faster
 * than an {@code Instant}.
 *
 * <p>The components have the names of the event's fields. It is made through {@link #build}, never by its constructor,
 * whose arguments are too many to be told apart:
 *
 * <pre>{@code
 * Click click = Click.build(c -> {
 *     c.accountId = "acme";
 *     c.eventId = "e1";
 *     c.occurredAt = 1_700_000_000_000L;
 * });
 * }</pre>
 *
 * @param occurredAt event time, epoch milliseconds
 * @param appendedAt arrival time: the timestamp of the Kafka record, epoch milliseconds
 * @param urlLocation place of the link in the message, 0 is the topmost; -1 when absent
 * @param sourceId {@code campaignId} when absent
 * @param params query parameters of the link; read off {@code url} when the event has no {@code params}
 * @param country as given by an edge that knows it, like {@code region}, {@code city} and {@code continent}
 * @param metadata a JSON object as text, "" when absent
 */
public record Click(
        String accountId,
        String eventId,
        long occurredAt,
        long appendedAt,
        int kafkaPartition,
        long kafkaOffset,
        EventType event,
        String linkId,
        String url,
        String domain,
        String key,
        String customLinkTitle,
        String externalId,
        String tenantId,
        String folderId,
        String groupId,
        String partnerId,
        List<String> tagIds,
        String campaignId,
        String stepId,
        String sourceId,
        int urlLocation,
        String subscriberId,
        String emailAddress,
        String profileId,
        Map<String, String> params,
        String ip,
        String userAgent,
        String referer,
        Trigger trigger,
        String country,
        String region,
        String city,
        String continent,
        String clickId,
        String eventName,
        @Nullable Customer customer,
        @Nullable Sale sale,
        String metadata) {

    /** The value of {@link #urlLocation} when the event has none. */
    public static final int NO_URL_LOCATION = -1;

    /** The customer of a lead or a sale. {@code createdAt} is in epoch milliseconds, 0 when absent. */
    public record Customer(
            String id, String externalId, String name, String email, String avatar, String country, long createdAt) {}

    /** The money of a sale, in the account's currency (ISO 4217 in lower case). */
    public record Sale(long amountCents, String currency, String invoiceId, String paymentProcessor) {}

    /** The click that {@code fill} describes; what it leaves alone is absent. */
    public static Click build(Consumer<Builder> fill) {
        Builder builder = new Builder();
        fill.accept(builder);
        return builder.build();
    }

    /** The fields of a click while it is being put together, each with the value of an absent field. */
    public static final class Builder {
        public String accountId = "";
        public String eventId = "";
        public long occurredAt;
        public long appendedAt;
        public int kafkaPartition;
        public long kafkaOffset;
        public EventType event = EventType.CLICK;
        public String linkId = "";
        public String url = "";
        public String domain = "";
        public String key = "";
        public String customLinkTitle = "";
        public String externalId = "";
        public String tenantId = "";
        public String folderId = "";
        public String groupId = "";
        public String partnerId = "";
        public List<String> tagIds = List.of();
        public String campaignId = "";
        public String stepId = "";
        public String sourceId = "";
        public int urlLocation = NO_URL_LOCATION;
        public String subscriberId = "";
        public String emailAddress = "";
        public String profileId = "";
        /** Null until given: then they are read off {@link #url}. */
        public @Nullable Map<String, String> params;

        public String ip = "";
        public String userAgent = "";
        public String referer = "";
        public Trigger trigger = Trigger.LINK;
        public String country = "";
        public String region = "";
        public String city = "";
        public String continent = "";
        public String clickId = "";
        public String eventName = "";
        public @Nullable Customer customer;
        public @Nullable Sale sale;
        public String metadata = "";

        Builder() {}

        Click build() {
            return new Click(
                    accountId,
                    eventId,
                    occurredAt,
                    appendedAt,
                    kafkaPartition,
                    kafkaOffset,
                    event,
                    linkId,
                    url,
                    domain,
                    key,
                    customLinkTitle,
                    externalId,
                    tenantId,
                    folderId,
                    groupId,
                    partnerId,
                    tagIds,
                    campaignId,
                    stepId,
                    sourceId.isEmpty() ? campaignId : sourceId,
                    urlLocation,
                    subscriberId,
                    emailAddress,
                    profileId,
                    params == null ? QueryParameters.of(url) : params,
                    ip,
                    userAgent,
                    referer,
                    trigger,
                    country,
                    region,
                    city,
                    continent,
                    clickId,
                    eventName,
                    customer,
                    sale,
                    metadata);
        }
    }
}
