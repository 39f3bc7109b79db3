package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.query.LinkReader;
import io.clickmill.api.track.EventStream;
import io.clickmill.api.track.KnownCustomers;
import io.clickmill.api.track.KnownCustomers.Lead;
import io.clickmill.api.track.TrackedEvent;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tracks leads. */
final class Leads {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LINK_FIELDS =
            List.of("id", "domain", "key", "shortLink", "url", "partnerId", "programId", "tenantId", "externalId");

    private final ConversionReader conversions;
    private final LinkReader links;
    private final KnownCustomers customers;
    private final EventStream stream;

    Leads(ConversionReader conversions, LinkReader links, KnownCustomers customers, EventStream stream) {
        this.conversions = conversions;
        this.links = links;
        this.customers = customers;
        this.stream = stream;
    }

    /**
     * Tracks a lead. The answer has its click, link and customer. If the lead was tracked before, it is not tracked
     * again, and the answer has no link.
     */
    String track(String accountId, LeadRequest request) {
        String externalId = request.person().externalId();
        Optional<Lead> known = customers.lastLead(accountId, externalId, Optional.empty());
        Event source = source(accountId, request, known);
        Instant now = stream.now();
        Customer customer = request.person().customer(accountId, known.map(Lead::customer), source, now);
        boolean isNew = customers.publish(
                accountId,
                new Lead(source, customer, request.eventName()),
                events(accountId, request, source, customer, now));
        if (isNew && request.isAwaited()) {
            stream.awaited(() -> conversions.lead(accountId, externalId, request.eventName(), now));
        }
        ObjectNode json = JSON.createObjectNode();
        json.putObject("click").put("id", TrackedEvent.clickId(source));
        json.set("link", isNew ? link(accountId, source) : null);
        Person.write(json.putObject("customer"), customer);
        return json.toString();
    }

    /** The click that the request names. If it names none, the source of the customer's last lead. */
    private Event source(String accountId, LeadRequest request, Optional<Lead> known) {
        if (!request.clickId().isEmpty()) {
            return stream.awaited(() -> conversions.click(accountId, request.clickId()))
                    .orElseThrow(() -> Errors.noSuchClick(request.clickId()));
        }
        return known.map(Lead::source)
                .orElseThrow(() -> Errors.badRequest("The `clickId` property was not provided in the request, and"
                        + " no existing customer with the provided `customerExternalId` was found."));
    }

    private static List<ObjectNode> events(
            String accountId, LeadRequest request, Event source, Customer customer, Instant now) {
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < request.quantity(); i++) {
            ObjectNode event = TrackedEvent.lead(accountId, source, customer, request.eventName(), now);
            request.metadata().ifPresent(metadata -> event.set("metadata", metadata));
            events.add(event);
        }
        return events;
    }

    private ObjectNode link(String accountId, Event source) {
        String linkId = source.link().id();
        ObjectNode known = Links.of(
                accountId, source, links.byIds(accountId, List.of(linkId)).get(linkId), Counters.NONE);
        ObjectNode json = JSON.createObjectNode();
        LINK_FIELDS.forEach(field -> json.set(field, known.get(field)));
        return json;
    }
}
