package io.clickmill.api.query;

import io.clickmill.contract.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds what a lead or a sale refers to, among the events of humans and bots alike.
 *
 * <p>Every method throws {@link StatsUnavailableException} if the store does not answer, and {@link QueryException} if
 * a value has a character that PostgreSQL cannot store.
 */
public interface ConversionReader {
    /** The click of that id on a short link (an event with a {@code domain}); the newest if several have it. */
    Optional<Event> click(String accountId, String eventId);

    /**
     * The customer's newest lead.
     *
     * @param eventName if given, only leads of this name, whatever its case, and with a hyphen for a space or not
     */
    Optional<Event> lastLead(String accountId, String customerExternalId, Optional<String> eventName);

    /** The customer's newest lead of that name, compared likewise, if it occurred at {@code since} or later. */
    Optional<Event> lead(String accountId, String customerExternalId, String eventName, Instant since);

    /** The first sale of that invoice that occurred at {@code since} or later; empty for an empty invoice id. */
    Optional<Event> sale(String accountId, String invoiceId, Instant since);
}
