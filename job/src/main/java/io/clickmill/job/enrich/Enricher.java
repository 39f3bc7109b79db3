package io.clickmill.job.enrich;

import io.clickmill.contract.event.Click;
import java.util.List;

/**
 * Adds to a click what it does not say itself. The outcome depends on the click, the geo database, the key of the visitor
 * hash and nothing else, so that a replay enriches alike. Not safe for use by several threads: every task has its own.
 */
public final class Enricher {
    private final GeoLookup geo;
    private final UserAgents userAgents;
    private final VisitorHash visitors;

    /** An enricher whose visitors are hashed under {@code visitorKey}, which must not be empty. */
    public Enricher(GeoLookup geo, UserAgents userAgents, byte[] visitorKey) {
        this.geo = geo;
        this.userAgents = userAgents;
        this.visitors = new VisitorHash(visitorKey);
    }

    /** The click with all that can be found out about it. */
    public EnrichedClick enrich(Click click) {
        UserAgentFacts client = userAgents.facts(click.userAgent());
        List<String> botReasons = BotVerdict.reasons(click, client).stream()
                .map(BotReason::wireName)
                .toList();
        return new EnrichedClick(
                click,
                place(click),
                client,
                UtmTags.of(click),
                RefererHost.of(click.referer()),
                visitors.of(click),
                botReasons);
    }

    /**
     * The place that the click gives, else the one of its address. A given country rules the lookup out, so that no two
     * sources mix, and brings its continent; a region, city or continent given without a country stands beside what the
     * lookup finds.
     */
    private GeoPlace place(Click click) {
        String country = Countries.code(click.country());
        GeoPlace found =
                country.isEmpty() ? geo.find(click.ip()) : new GeoPlace(country, "", "", Countries.continent(country));
        return new GeoPlace(
                found.country(),
                either(click.region(), found.region()),
                either(click.city(), found.city()),
                either(Countries.continentCode(click.continent()), found.continent()));
    }

    private static String either(String given, String found) {
        return given.isEmpty() ? found : given;
    }
}
