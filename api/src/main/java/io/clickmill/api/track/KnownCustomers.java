package io.clickmill.api.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clickmill.api.query.ConversionReader;
import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Customer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The customers that are known: by their leads in the log, and by those that this process has just published. */
public final class KnownCustomers {
    /** A lead of the same customer and name is a duplicate for this long. */
    private static final Duration REPETITION = Duration.ofDays(7);

    /** A published event is in the log long before this. */
    private static final Duration UNTIL_LOGGED = Duration.ofMinutes(10);

    private static final int MAX_RECENT = 10_000;

    private final ConversionReader conversions;
    private final EventStream stream;
    private final RecentAnswers published;
    private final Cache<String, Lead> recent;

    /**
     * A lead, and where it comes from.
     *
     * @param source the click, or an earlier lead, which has everything of its click
     */
    public record Lead(Event source, Customer customer, String eventName) {}

    public KnownCustomers(ConversionReader conversions, EventStream stream) {
        this.conversions = conversions;
        this.stream = stream;
        this.published = stream.remembering(REPETITION);
        this.recent = Caffeine.newBuilder()
                .expireAfterWrite(UNTIL_LOGGED)
                .ticker(stream.ticker())
                .maximumSize(MAX_RECENT)
                .build();
    }

    /** The customer's newest lead; if a name is given, the newest of that name. */
    public Optional<Lead> lastLead(String accountId, String externalId, Optional<String> eventName) {
        return Optional.ofNullable(recent.getIfPresent(EventIds.digest(List.of(accountId, externalId))))
                .filter(lead -> eventName
                        .map(name -> normalized(name).equals(normalized(lead.eventName())))
                        .orElse(true))
                .or(() -> conversions.lastLead(accountId, externalId, eventName).flatMap(event -> Optional.ofNullable(
                                event.customer())
                        .map(customer -> new Lead(event, customer, event.eventName()))));
    }

    /** Publishes a lead; returns false for a duplicate, which is not published. */
    public boolean publish(String accountId, Lead lead, List<ObjectNode> events) {
        String externalId = lead.customer().externalId();
        String id = EventIds.random();
        Optional<String> first = published.once(List.of(accountId, externalId, normalized(lead.eventName())), () -> {
            if (conversions
                    .lead(accountId, externalId, lead.eventName(), stream.now().minus(REPETITION))
                    .isPresent()) {
                return Optional.empty();
            }
            stream.publish(events);
            recent.put(EventIds.digest(List.of(accountId, externalId)), lead);
            return Optional.of(id);
        });
        return first.equals(Optional.of(id));
    }

    /** Names of events are compared in this form: {@code Sign up} and {@code sign-up} are one. */
    private static String normalized(String eventName) {
        return eventName.toLowerCase(Locale.ROOT).replace(' ', '-');
    }
}
