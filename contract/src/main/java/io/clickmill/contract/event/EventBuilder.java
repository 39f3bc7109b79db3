package io.clickmill.contract.event;

import io.clickmill.contract.event.Event.Client;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.event.Event.KafkaRecord;
import io.clickmill.contract.event.Event.Link;
import io.clickmill.contract.event.Event.Message;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Recipient;
import io.clickmill.contract.event.Event.Request;
import io.clickmill.contract.event.Event.Sale;
import io.clickmill.contract.event.Event.Utm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an event while it is put together, each with the value of an absent field. */
public final class EventBuilder {
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

    EventBuilder() {}

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
