package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.track.EventStream;
import io.clickmill.api.track.KnownCustomers;
import io.clickmill.api.track.KnownCustomers.Lead;
import io.clickmill.api.track.RecentAnswers;
import io.clickmill.api.track.TrackedEvent;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import io.clickmill.contract.settings.Currencies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tracks sales. */
final class Sales {
    /**
     * The default name of the lead that is recorded with the first sale of a customer, if the sale names the click.
     */
    private static final String DIRECT_LEAD = "Direct sale tracking lead event";

    /** How long another sale of the same invoice is a repetition of the first. */
    private static final Duration REPETITION = Duration.ofDays(7);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConversionReader conversions;
    private final Currencies currencies;
    private final KnownCustomers customers;
    private final EventStream stream;
    private final RecentAnswers invoices;

    /**
     * Where a sale comes from.
     *
     * @param event the click, or a lead, which has everything of its click
     */
    private record Source(Event event, Optional<Customer> known) {}

    Sales(ConversionReader conversions, Currencies currencies, KnownCustomers customers, EventStream stream) {
        this.conversions = conversions;
        this.currencies = currencies;
        this.customers = customers;
        this.stream = stream;
        this.invoices = stream.remembering(REPETITION);
    }

    /**
     * Tracks a sale. Nothing is tracked if the amount is 0, or if the customer is unknown and the request names no
     * click. A sale of an invoice that was tracked before is not tracked again, and gets the answer of the first.
     */
    String track(String accountId, SaleRequest request) {
        String currency = currencies.of(accountId);
        if (!request.currency().isEmpty() && !request.currency().equals(currency)) {
            throw Errors.invalid("invalid_value", "currency", "Invalid input: expected \"" + currency + '"');
        }
        if (request.amount() == 0) {
            return noSale(request);
        }
        Optional<String> before = before(accountId, request.invoiceId());
        if (before.isPresent()) {
            return before.get();
        }
        Optional<Source> source = source(accountId, request);
        if (source.isEmpty()) {
            return noSale(request);
        }
        if (request.invoiceId().isEmpty()) {
            return publish(accountId, request, source.get(), currency);
        }
        return invoices.once(
                        List.of(accountId, request.invoiceId()),
                        () -> Optional.of(publish(accountId, request, source.get(), currency)))
                .orElseThrow();
    }

    /** The answer to the first sale of the invoice; empty if there is none. */
    private Optional<String> before(String accountId, String invoiceId) {
        if (invoiceId.isEmpty()) {
            return Optional.empty();
        }
        return invoices.get(List.of(accountId, invoiceId)).or(() -> conversions
                .sale(accountId, invoiceId, stream.now().minus(REPETITION))
                .map(Sales::answerOf));
    }

    private Optional<Source> source(String accountId, SaleRequest request) {
        String externalId = request.person().externalId();
        Optional<Lead> known = customers.lastLead(accountId, externalId, Optional.empty());
        if (!request.clickId().isEmpty()) {
            Event click = stream.awaited(() -> conversions.click(accountId, request.clickId()))
                    .orElseThrow(() -> Errors.noSuchClick(request.clickId()));
            return Optional.of(new Source(click, known.map(Lead::customer)));
        }
        if (known.isEmpty() || request.leadEventName().isEmpty()) {
            return known.map(lead -> new Source(lead.source(), Optional.of(lead.customer())));
        }
        Lead named = customers
                .lastLead(accountId, externalId, Optional.of(request.leadEventName()))
                .orElseThrow(() -> Errors.notFound("Lead event not found for externalId: " + externalId
                        + " and leadEventName: " + request.leadEventName()));
        return Optional.of(new Source(named.source(), Optional.of(named.customer())));
    }

    private String publish(String accountId, SaleRequest request, Source source, String currency) {
        Instant now = stream.now();
        Customer customer = request.person().customer(accountId, source.known(), source.event(), now);
        Event.Sale sale = new Event.Sale(request.amount(), currency, request.invoiceId(), request.paymentProcessor());
        ObjectNode event = TrackedEvent.sale(accountId, source.event(), customer, request.eventName(), sale, now);
        request.metadata().ifPresent(metadata -> event.set("metadata", metadata));
        // The sale is checked before the lead is published, because a refused request must leave nothing behind.
        stream.require(event);
        if (source.known().isEmpty()) {
            String leadName = request.leadEventName().isEmpty() ? DIRECT_LEAD : request.leadEventName();
            customers.publish(
                    accountId,
                    new Lead(source.event(), customer, leadName),
                    List.of(TrackedEvent.lead(accountId, source.event(), customer, leadName, now)));
        }
        stream.publish(List.of(event));
        return answer(request.eventName(), customer, sale, request.metadata().orElse(null));
    }

    private static String noSale(SaleRequest request) {
        return JSON.createObjectNode()
                .put("eventName", request.eventName())
                .putNull("customer")
                .putNull("sale")
                .toString();
    }

    private static String answerOf(Event event) {
        Customer customer = event.customer();
        Event.Sale sale = event.sale();
        String metadata = event.metadata();
        if (sale == null) {
            throw new IllegalStateException("an event with an invoice is not a sale: " + event.eventId());
        }
        return answer(event.eventName(), customer, sale, metadata == null ? null : StoredJson.parse(metadata));
    }

    private static String answer(
            String eventName, @Nullable Customer customer, Event.Sale sale, @Nullable JsonNode metadata) {
        ObjectNode json = JSON.createObjectNode().put("eventName", eventName);
        if (customer == null) {
            json.putNull("customer");
        } else {
            Person.write(json.putObject("customer").put("id", customer.id()), customer);
        }
        json.putObject("sale")
                .put("amount", sale.amount())
                .put("currency", sale.currency())
                .put("paymentProcessor", sale.paymentProcessor())
                .put("invoiceId", Links.firstKnown(sale.invoiceId(), ""))
                .set("metadata", metadata);
        return json.toString();
    }
}
