package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.query.LoggedEvent;
import io.clickmill.api.query.LoggedEvent.Customer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tracks leads. */
final class DubLeads {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LINK_FIELDS =
            List.of("id", "domain", "key", "shortLink", "url", "partnerId", "programId", "tenantId", "externalId");

    private final ConversionReader conversions;
    private final LinkReader links;
    private final DubStream stream;
    private final Cache<List<String>, String> remembered;

    DubLeads(ConversionReader conversions, LinkReader links, DubStream stream) {
        this.conversions = conversions;
        this.links = links;
        this.stream = stream;
        this.remembered = stream.remembering(DubStream.REPETITION);
    }

    /** Tracks a lead, and answers with what it belongs to; its repetition is answered without a link. */
    String track(String accountId, DubLeadRequest request) {
        String externalId = request.person().externalId();
        Optional<LoggedEvent> known = conversions.lastLead(accountId, externalId, Optional.empty());
        LoggedEvent source = source(accountId, request, known);
        Customer customer =
                request.person().customer(accountId, known.map(LoggedEvent::customer), source, stream.now());
        // Whoever finds its own id has published; of several requests at once it is one.
        String id = DubIds.random();
        boolean isNew = id.equals(remembered.get(
                List.of(accountId, externalId, request.eventName()),
                key -> publishNew(accountId, request, source, customer) ? id : ""));
        if (isNew && request.isAwaited()) {
            DubStream.awaited(() -> earlier(accountId, request));
        }
        ObjectNode json = JSON.createObjectNode();
        json.putObject("click").put("id", DubConversion.clickId(source));
        json.set("link", isNew ? link(accountId, source) : null);
        DubConversion.putPerson(json.putObject("customer"), customer);
        return json.toString();
    }

    /** The click, or the customer's last lead, which has everything of its click. */
    private LoggedEvent source(String accountId, DubLeadRequest request, Optional<LoggedEvent> known) {
        if (!request.clickId().isEmpty()) {
            return DubStream.awaited(() -> conversions.click(accountId, request.clickId()))
                    .orElseThrow(() -> DubConversion.noSuchClick(request.clickId()));
        }
        return known.or(() -> DubStream.awaited(
                        () -> conversions.lastLead(accountId, request.person().externalId(), Optional.empty())))
                .orElseThrow(() -> DubException.badRequest("The `clickId` property was not provided in the request, and"
                        + " no existing customer with the provided `customerExternalId` was found."));
    }

    /** A lead of the same customer and name, not too long ago. */
    private Optional<LoggedEvent> earlier(String accountId, DubLeadRequest request) {
        return conversions.lead(
                accountId,
                request.person().externalId(),
                request.eventName(),
                stream.now().minus(DubStream.REPETITION));
    }

    /** Publishes the lead, or says that there is an earlier one. */
    private boolean publishNew(String accountId, DubLeadRequest request, LoggedEvent source, Customer customer) {
        if (earlier(accountId, request).isPresent()) {
            return false;
        }
        Instant now = stream.now();
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < request.quantity(); i++) {
            ObjectNode event = DubConversion.lead(accountId, source, customer, request.eventName(), now);
            request.metadata().ifPresent(metadata -> event.set("metadata", metadata));
            events.add(event);
        }
        stream.publish(events);
        return true;
    }

    private ObjectNode link(String accountId, LoggedEvent source) {
        String linkId = source.link().id();
        ObjectNode known = DubLinks.of(
                accountId, source, links.byIds(accountId, List.of(linkId)).get(linkId));
        ObjectNode json = JSON.createObjectNode();
        LINK_FIELDS.forEach(field -> json.set(field, known.get(field)));
        return json;
    }
}
