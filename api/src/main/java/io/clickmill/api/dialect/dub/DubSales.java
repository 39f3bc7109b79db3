package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.api.query.LoggedEvent;
import io.clickmill.api.query.LoggedEvent.Customer;
import io.clickmill.contract.Currencies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tracks sales. */
final class DubSales {
    /** What the lead of a sale is called that names a click and has none. */
    private static final String DIRECT_LEAD = "Direct sale tracking lead event";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ConversionReader conversions;
    private final Currencies currencies;
    private final DubStream stream;
    private final Cache<List<String>, String> remembered;
    private final Cache<List<String>, String> newCustomers;

    /**
     * Where a sale comes from.
     *
     * @param event the click, or a lead, which has everything of its click
     */
    private record Source(LoggedEvent event, Optional<Customer> known) {}

    DubSales(ConversionReader conversions, Currencies currencies, DubStream stream) {
        this.conversions = conversions;
        this.currencies = currencies;
        this.stream = stream;
        this.remembered = stream.remembering(DubStream.REPETITION);
        this.newCustomers = stream.remembering(DubStream.REPETITION);
    }

    /**
     * Tracks a sale. One of an unknown customer without a click, or of nothing, is none; one of an invoice that was
     * tracked before is answered as that was.
     */
    String track(String accountId, DubSaleRequest request) {
        String currency = currencies.of(accountId);
        if (!request.currency().isEmpty() && !request.currency().equals(currency)) {
            throw DubException.invalid("invalid_value", "currency", "Invalid input: expected \"" + currency + '"');
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
        return request.invoiceId().isEmpty()
                ? publish(accountId, request, source.get(), currency)
                : remembered.get(
                        List.of(accountId, request.invoiceId()),
                        key -> publish(accountId, request, source.get(), currency));
    }

    /** What the first sale of the invoice was answered with. */
    private Optional<String> before(String accountId, String invoiceId) {
        if (invoiceId.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(remembered.getIfPresent(List.of(accountId, invoiceId)))
                .or(() -> conversions
                        .sale(accountId, invoiceId, stream.now().minus(DubStream.REPETITION))
                        .map(DubSales::answerOf));
    }

    private Optional<Source> source(String accountId, DubSaleRequest request) {
        String externalId = request.person().externalId();
        if (!request.clickId().isEmpty()) {
            LoggedEvent click = DubStream.awaited(() -> conversions.click(accountId, request.clickId()))
                    .orElseThrow(() -> DubConversion.noSuchClick(request.clickId()));
            return Optional.of(new Source(click, known(accountId, externalId).map(LoggedEvent::customer)));
        }
        Optional<String> leadName = Optional.of(request.leadEventName()).filter(name -> !name.isEmpty());
        Optional<LoggedEvent> lead = DubStream.awaited(() -> conversions.lastLead(accountId, externalId, leadName));
        if (lead.isEmpty()
                && leadName.isPresent()
                && known(accountId, externalId).isPresent()) {
            throw DubException.notFound(
                    "Lead event not found for externalId: " + externalId + " and leadEventName: " + leadName.get());
        }
        return lead.map(event -> new Source(event, Optional.ofNullable(event.customer())));
    }

    private Optional<LoggedEvent> known(String accountId, String externalId) {
        return conversions.lastLead(accountId, externalId, Optional.empty());
    }

    private String publish(String accountId, DubSaleRequest request, Source source, String currency) {
        Instant now = stream.now();
        Customer customer = request.person().customer(accountId, source.known(), source.event(), now);
        List<ObjectNode> events = new ArrayList<>();
        if (source.known().isEmpty() && isFirst(accountId, customer)) {
            String leadName = request.leadEventName().isEmpty() ? DIRECT_LEAD : request.leadEventName();
            events.add(DubConversion.lead(accountId, source.event(), customer, leadName, now));
        }
        LoggedEvent.Sale sale =
                new LoggedEvent.Sale(request.amount(), currency, request.invoiceId(), request.paymentProcessor());
        ObjectNode event = DubConversion.sale(accountId, source.event(), customer, request.eventName(), sale, now);
        request.metadata().ifPresent(metadata -> event.set("metadata", metadata));
        events.add(event);
        stream.publish(events);
        return answer(request.eventName(), customer, sale, request.metadata().orElse(null));
    }

    /** Whether this process has not seen the customer before: its lead may be on the way to the log. */
    private boolean isFirst(String accountId, Customer customer) {
        String id = DubIds.random();
        return id.equals(newCustomers.get(List.of(accountId, customer.externalId()), key -> id));
    }

    private static String noSale(DubSaleRequest request) {
        return JSON.createObjectNode()
                .put("eventName", request.eventName())
                .putNull("customer")
                .putNull("sale")
                .toString();
    }

    private static String answerOf(LoggedEvent event) {
        Customer customer = event.customer();
        LoggedEvent.Sale sale = event.sale();
        String metadata = event.metadata();
        if (sale == null) {
            throw new IllegalStateException("an event of an invoice that is no sale: " + event.eventId());
        }
        return answer(event.eventName(), customer, sale, metadata == null ? null : DubJson.parse(metadata));
    }

    private static String answer(
            String eventName, @Nullable Customer customer, LoggedEvent.Sale sale, @Nullable JsonNode metadata) {
        ObjectNode json = JSON.createObjectNode().put("eventName", eventName);
        if (customer == null) {
            json.putNull("customer");
        } else {
            DubConversion.putPerson(json.putObject("customer").put("id", customer.id()), customer);
        }
        json.putObject("sale")
                .put("amount", sale.amount())
                .put("currency", sale.currency())
                .put("paymentProcessor", sale.paymentProcessor())
                .put("invoiceId", DubLinks.firstKnown(sale.invoiceId(), ""))
                .set("metadata", metadata);
        return json.toString();
    }
}
