package io.clickmill.api.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as the log holds it. Text that is not known is empty.
 *
 * @param occurredAt to the millisecond
 * @param params query parameters of the link
 * @param clickId of a lead or a sale: the {@code eventId} of its click
 * @param eventName of a lead or a sale
 * @param customer null if none was sent
 * @param sale null unless money was sent
 * @param metadata a JSON object as text; null if none was sent
 */
public record LoggedEvent(
        String eventId,
        Instant occurredAt,
        EventKind kind,
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
        @Nullable String metadata) {
    public LoggedEvent {
        params = Map.copyOf(params);
    }

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
            String customTitle) {
        public Link {
            tagIds = List.copyOf(tagIds);
        }
    }

    /**
     * The message with the link.
     *
     * @param urlLocation place of the link in the message, 0 is the topmost; null if it is not known
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
     * @param referer the whole referring URL
     * @param trigger {@code link}, {@code qr} or {@code pageview}
     */
    public record Request(String ip, String userAgent, String referer, String refererHost, String trigger) {}

    /**
     * Where the request came from.
     *
     * @param country ISO 3166-1, two letters
     * @param region ISO 3166-2 with its country, such as {@code GB-ENG}
     * @param continent two letters
     */
    public record Place(String country, String region, String city, String continent) {}

    /**
     * What the request was sent with.
     *
     * @param browserVersion name and major version
     */
    public record Client(String device, String browser, String browserVersion, String os) {}

    /** The link's campaign parameters. */
    public record Utm(String source, String medium, String campaign, String term, String content) {}

    /**
     * The customer of a lead or a sale.
     *
     * @param externalId in the system of the link's owner
     * @param createdAt null if it is not known
     */
    public record Customer(
            String id,
            String externalId,
            String name,
            String email,
            String avatar,
            String country,
            @Nullable Instant createdAt) {}

    /** The money of a sale; the amount is in cents. */
    public record Sale(long amount, String currency, String invoiceId, String paymentProcessor) {}
}
