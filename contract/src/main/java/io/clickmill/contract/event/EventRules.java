package io.clickmill.contract.event;

import io.clickmill.contract.settings.Currencies;
import io.clickmill.contract.settings.Settings;
import java.io.Serializable;
import java.time.Duration;

/**
 * The rules that an event must obey to be counted, besides those on its form. The job, the collector and the importer
 * must have the same rules.
 *
 * @param retention an event that is older than this at its arrival is rejected
 * @param maxAhead an event that claims to occur later than this after its arrival is rejected; clients' clocks are
 *     wrong by up to this much
 * @param currencies an event with money in another currency than its account's is rejected
 */
public record EventRules(Duration retention, Duration maxAhead, Currencies currencies) implements Serializable {
    /** The defaults: twenty years, ten minutes, and US dollars for every account. */
    public static final EventRules DEFAULTS =
            new EventRules(Duration.ofDays(20 * 365L + 5), Duration.ofMinutes(10), Currencies.DEFAULTS);

    /** Reads the rules from the settings. */
    public static EventRules read(Settings settings) {
        return new EventRules(
                settings.duration("CLICKMILL_LOG_RETENTION", DEFAULTS.retention),
                DEFAULTS.maxAhead,
                settings.parsed("CLICKMILL_CURRENCIES", DEFAULTS.currencies, Currencies::parse));
    }

    /** Allowance for the time from the check of an event to its arrival, and for the difference of two clocks. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /**
     * The rules for an event that is checked before it arrives. Its time must be a minute further from the limits, so
     * that an event that passes now also passes in the job, whose time of arrival is by Kafka's clock.
     */
    public EventRules beforeArrival() {
        return new EventRules(retention.minus(MARGIN), maxAhead.minus(MARGIN), currencies);
    }
}
