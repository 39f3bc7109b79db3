package io.clickmill.job.enrich;

import io.clickmill.contract.event.Event;
import io.clickmill.contract.event.Event.Findings;
import io.clickmill.contract.event.Event.Place;
import io.clickmill.contract.event.Event.Request;
import java.util.List;

/**
 * Adds to an event what the event does not say itself. The outcome depends only on the event, the geo database and the
 * key of the visitor hash, so a replay has the same outcome. Not safe for use by several threads: every task has its
 * own.
 */
public final class Enricher {
    private final GeoLookup geo;
    private final UserAgents userAgents;
    private final VisitorHash visitors;

    /** Creates an enricher that hashes visitors under {@code visitorKey}, which must not be empty. */
    public Enricher(GeoLookup geo, UserAgents userAgents, byte[] visitorKey) {
        this.geo = geo;
        this.userAgents = userAgents;
        this.visitors = new VisitorHash(visitorKey);
    }

    /** The event with all that can be found out about it. */
    public Event enrich(Event event) {
        UserAgentFacts facts = userAgents.facts(event.request().userAgent());
        List<String> botReasons =
                BotVerdict.reasons(event, facts).stream().map(BotReason::word).toList();
        GeoLookup.Origin origin = geo.origin(event.request().ip());
        return event.enriched(new Findings(
                request(event.request(), origin.address()),
                place(event.place(), origin.place()),
                facts.client(),
                UtmTags.of(event),
                visitors.of(event),
                botReasons));
    }

    private static Request request(Request sent, String address) {
        return new Request(address, sent.userAgent(), sent.referer(), RefererHost.of(sent.referer()), sent.trigger());
    }

    /**
     * The place that the event gives, or else that of its address. If the event gives a country, the address does
     * not matter, so that two sources do not mix, and an absent continent is that of the country. A region, city or
     * continent that is given without a country is kept, and the lookup adds the rest.
     */
    private static Place place(Place given, Place ofAddress) {
        String country = Countries.code(given.country());
        Place found = country.isEmpty() ? ofAddress : new Place(country, "", "", Countries.continent(country));
        return new Place(
                found.country(),
                either(given.region(), found.region()),
                either(given.city(), found.city()),
                either(Countries.continentCode(given.continent()), found.continent()));
    }

    private static String either(String given, String found) {
        return given.isEmpty() ? found : given;
    }
}
