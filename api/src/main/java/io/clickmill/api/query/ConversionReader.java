package io.clickmill.api.query;

import io.clickmill.contract.event.Event;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds the events to which a lead or a sale refers, of humans and of bots.
 *
 * <p>Every method throws {@link StatsUnavailableException} if the store does not answer, and {@link QueryException} if
 * a value has a character that PostgreSQL cannot store.
 */
public interface ConversionReader {
    /** The click on a short link (an event with a {@code domain}) with this id; the newest if there are several. */
    Optional<Event> click(String accountId, String eventId);

    /**
     * The customer's newest lead.
     *
     * @param eventName if given, only leads of this name are found. Case does not matter, and a hyphen equals a space
     */
    Optional<Event> lastLead(String accountId, String customerExternalId, Optional<String> eventName);

    /** The customer's newest lead of that name, compared as above, if it occurred at {@code since} or later. */
    Optional<Event> lead(String accountId, String customerExternalId, String eventName, Instant since);

    /** The first sale of that invoice that occurred at {@code since} or later; empty for an empty invoice id. */
    Optional<Event> sale(String accountId, String invoiceId, Instant since);
}
