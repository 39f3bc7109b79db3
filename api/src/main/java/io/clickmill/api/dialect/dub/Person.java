package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.track.EventIds;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The customer in a request. Absent texts are empty. */
record Person(String externalId, String name, String email, String avatar) {
    private static final int MAX_CHARS = 100;
    private static final int MAX_AVATAR_CHARS = 2_048;
    /** The names of the id's field. The second and third are its earlier names. */
    private static final List<String> ID_NAMES = List.of("customerExternalId", "externalId", "customerId");

    static Person parse(Body body) {
        String externalId = ID_NAMES.stream()
                .map(name -> body.text(name, MAX_CHARS))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow(() -> Errors.badRequest("customerExternalId is required"));
        return new Person(
                externalId,
                body.text("customerName", MAX_CHARS),
                body.email("customerEmail", MAX_CHARS),
                body.text("customerAvatar", MAX_AVATAR_CHARS));
    }

    /** Puts a customer into an answer. */
    static void write(ObjectNode json, Customer customer) {
        json.put("name", Links.firstKnown(customer.name(), ""))
                .put("email", Links.firstKnown(customer.email(), ""))
                .put("avatar", Links.firstKnown(customer.avatar(), ""))
                .put("externalId", customer.externalId());
    }

    /**
     * The customer of a new event. A known customer stays as first reported. For a new customer without a name, the
     * e-mail address is the name.
     *
     * @param source where the new event comes from
     */
    Customer customer(String accountId, Optional<Customer> known, Event source, Instant now) {
        return known.orElseGet(() -> new Customer(
                EventIds.customer(accountId, externalId),
                externalId,
                name.isEmpty() ? email : name,
                email,
                avatar,
                source.place().country(),
                now));
    }
}
