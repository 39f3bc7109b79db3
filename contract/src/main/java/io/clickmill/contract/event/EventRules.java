package io.clickmill.contract.event;

import io.clickmill.contract.Currencies;
import io.clickmill.contract.Settings;
import java.io.Serializable;
import java.time.Duration;

/**
 * What an event must keep beside its form in order to be counted. The job, the collector and the importer must have the
 * same rules.
 *
 * @param retention an event that is older at its arrival is rejected
 * @param maxAhead an event that claims to occur longer than this after its arrival is rejected: clients' clocks are that
 *     wrong
 * @param currencies an event with money of another currency than its account's is rejected
 */
public record EventRules(Duration retention, Duration maxAhead, Currencies currencies) implements Serializable {
    /** Twenty years, ten minutes, and US dollars for every account. */
    public static final EventRules DEFAULTS =
            new EventRules(Duration.ofDays(20 * 365L + 5), Duration.ofMinutes(10), Currencies.DEFAULTS);

    /** Reads the rules from the settings. */
    public static EventRules read(Settings settings) {
        return new EventRules(
                settings.duration("CLICKMILL_LOG_RETENTION", DEFAULTS.retention),
                DEFAULTS.maxAhead,
                settings.parsed("CLICKMILL_CURRENCIES", DEFAULTS.currencies, Currencies::parse));
    }

    /** From the check of an event to its arrival, and between two clocks. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /**
     * The rules for an event that is checked before it arrives: its time must be a minute further from the limits, so that
     * whatever keeps them now also keeps the job's when Kafka has it, by Kafka's clock.
     */
    public EventRules beforeArrival() {
        return new EventRules(retention.minus(MARGIN), maxAhead.minus(MARGIN), currencies);
    }
}
