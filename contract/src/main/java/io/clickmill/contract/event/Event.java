package io.clickmill.contract.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One click, lead or sale: a row of {@code click_event}, whose columns are {@link EventColumn}. An absent text is the
 * empty string. Times that the job computes with are epoch milliseconds, because Flink serializes a long faster than an
 * {@code Instant}.
 *
 * <p>The parser makes an event of what was sent. What the job finds out later is absent until {@link #enriched} adds it:
 * {@link Client}, {@link Utm}, the referer's host, the visitor and the bot reasons. An event is made through
 * {@link #build}:
 *
 * <pre>{@code
 * Event event = Event.build(e -> {
 *     e.accountId = "acme";
 *     e.eventId = "e1";
 *     e.occurredAt = 1_700_000_000_000L;
 * });
 * }</pre>
 *
 * @param occurredAt event time, epoch milliseconds
 * @param params query parameters of the link; read off its url if the sender gives none
 * @param clickId of a lead or a sale: the event id of its click
 * @param eventName of a lead or a sale
 * @param customer of a lead or a sale; null if absent
 * @param sale null unless money was paid
 * @param metadata a JSON object as text; null if absent
 * @param visitor a keyed 64-bit hash of who clicked; 0 before enrichment
 * @param botReasons the words of the reasons to take the event for a machine's; empty for a human's
 */
public record Event(
        String accountId,
        String eventId,
        long occurredAt,
        EventKind kind,
        KafkaRecord kafka,
        Link link,
        Message message,
        Recipient recipient,
        Map<String, String> params,
        Request request,
        Place place,
        Client client,
        Utm utm,
        String clickId,
        String eventName,
        @Nullable Customer customer,
        @Nullable Sale sale,
        @Nullable String metadata,
        long visitor,
        List<String> botReasons) {

    /**
     * The record of topic {@code clicks} that brought the event.
     *
     * @param appendedAt arrival time: the record's timestamp, epoch milliseconds
     */
    public record KafkaRecord(long appendedAt, int partition, long offset) {}

    /**
     * The link as the event names it.
     *
     * @param url where the link leads
     * @param domain of the short link
     * @param key of the short link: its path without the first slash
     * @param externalId of the link in its owner's system
     */
    public record Link(
            String id,
            String url,
            String domain,
            String key,
            String externalId,
            String tenantId,
            String folderId,
            String groupId,
            String partnerId,
            List<String> tagIds,
            String customTitle) {}

    /**
     * The message with the link.
     *
     * @param sourceId the campaign's id if the sender gives none
     * @param urlLocation place of the link in the message, 0 is the topmost; null if it is unknown
     */
    public record Message(
            String campaignId,
            String stepId,
            String sourceId,
            @Nullable Integer urlLocation) {}

    /** Who got the message. */
    public record Recipient(String subscriberId, String emailAddress, String profileId) {}

    /**
     * The HTTP request.
     *
     * @param ip the client's address as sent; after enrichment it has one form, however it was written
     * @param referer the whole referring URL
     * @param refererHost the host of {@code referer}; empty before enrichment
     */
    public record Request(String ip, String userAgent, String referer, String refererHost, Trigger trigger) {}

    /**
     * Where the request came from, as far as the sender knows. Enrichment adds what the address says.
     *
     * @param country ISO 3166-1, two letters: {@code GB}
     * @param region ISO 3166-2 with its country: {@code GB-ENG}
     * @param city the English name: {@code London}
     * @param continent two letters: AF, AN, AS, EU, NA, OC or SA
     */
    public record Place(String country, String region, String city, String continent) {
        /** An unknown place. */
        public static final Place UNKNOWN = new Place("", "", "", "");
    }

    /**
     * What the request was sent with.
     *
     * @param device Desktop, Mobile, Tablet, TV, Console, Wearable or Other
     * @param browser the name: {@code Chrome}
     * @param browserVersion name and major version: {@code Chrome 120}
     * @param os the family: {@code iOS}, {@code Android}, {@code Windows}, {@code Mac OS}, {@code Linux}
     */
    public record Client(String device, String browser, String browserVersion, String os) {
        /** The client of a request without user agent, and of an event before enrichment. */
        public static final Client UNKNOWN = new Client("", "", "", "");
    }

    /** The campaign parameters of the link: {@code utm_source} and so on. */
    public record Utm(String source, String medium, String campaign, String term, String content) {
        /** Empty parameters: the link has none, or the event is not enriched yet. */
        public static final Utm NONE = new Utm("", "", "", "", "");
    }

    /**
     * The customer of a lead or a sale.
     *
     * @param externalId in the system of the link's owner
     * @param createdAt null if it is unknown
     */
    public record Customer(
            String id,
            String externalId,
            String name,
            String email,
            String avatar,
            String country,
            @Nullable Instant createdAt) {}

    /**
     * The money of a sale.
     *
     * @param amount in cents
     * @param currency the account's (ISO 4217 in lower case)
     */
    public record Sale(long amount, String currency, String invoiceId, String paymentProcessor) {}

    /** What the job finds out about an event; the components are those of {@link Event}. */
    public record Findings(
            Request request, Place place, Client client, Utm utm, long visitor, List<String> botReasons) {}

    /** The event that {@code fill} describes; what it does not set is absent. */
    public static Event build(Consumer<Builder> fill) {
        Builder builder = new Builder();
        fill.accept(builder);
        return builder.build();
    }

    /** The same event with what was found out about it. */
    public Event enriched(Findings found) {
        return new Event(
                accountId,
                eventId,
                occurredAt,
                kind,
                kafka,
                link,
                message,
                recipient,
                params,
                found.request,
                found.place,
                found.client,
                found.utm,
                clickId,
                eventName,
                customer,
                sale,
                metadata,
                found.visitor,
                found.botReasons);
    }

    /** When the event happened, to the millisecond. */
    public Instant time() {
        return Instant.ofEpochMilli(occurredAt);
    }

    /** Whether the event is taken for a machine's. */
    public boolean isBot() {
        return !botReasons.isEmpty();
    }

    /** The fields of an event while it is put together, each with the value of an absent field. */
    public static final class Builder {
        public String accountId = "";
        public String eventId = "";
        public long occurredAt;
        public EventKind kind = EventKind.CLICK;
        public long appendedAt;
        public int kafkaPartition;
        public long kafkaOffset;
        public String linkId = "";
        public String url = "";
        public String domain = "";
        public String key = "";
        public String externalId = "";
        public String tenantId = "";
        public String folderId = "";
        public String groupId = "";
        public String partnerId = "";
        public List<String> tagIds = List.of();
        public String customLinkTitle = "";
        public String campaignId = "";
        public String stepId = "";
        public String sourceId = "";
        public @Nullable Integer urlLocation;
        public String subscriberId = "";
        public String emailAddress = "";
        public String profileId = "";
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
        public @Nullable String metadata;

        Builder() {}

        Event build() {
            return new Event(
                    accountId,
                    eventId,
                    occurredAt,
                    kind,
                    new KafkaRecord(appendedAt, kafkaPartition, kafkaOffset),
                    new Link(
                            linkId,
                            url,
                            domain,
                            key,
                            externalId,
                            tenantId,
                            folderId,
                            groupId,
                            partnerId,
                            tagIds,
                            customLinkTitle),
                    new Message(campaignId, stepId, sourceId.isEmpty() ? campaignId : sourceId, urlLocation),
                    new Recipient(subscriberId, emailAddress, profileId),
                    params == null ? QueryParameters.of(url) : params,
                    new Request(ip, userAgent, referer, "", trigger),
                    new Place(country, region, city, continent),
                    Client.UNKNOWN,
                    Utm.NONE,
                    clickId,
                    eventName,
                    customer,
                    sale,
                    metadata,
                    0,
                    List.of());
        }
    }
}
