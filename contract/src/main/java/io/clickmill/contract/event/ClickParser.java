package io.clickmill.contract.event;

import io.clickmill.contract.settings.Currencies;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the bytes of a Kafka record are a valid event. Every event of the system passes here. It never
 * throws, whatever the bytes: an invalid record becomes a {@link RejectedClick} with its first fault. The outcome
 * depends on the record alone, as its age is measured against its arrival and not against a clock. So a replay has the
 * same outcome.
 *
 * <p>The smallest valid event is {@code {"event_id":"e1","account_id":"acme","timestamp":1714564800000}}.
 */
public final class ClickParser {
    private final long retentionMillis;
    private final long maxAheadMillis;
    private final Currencies currencies;

    /** A parser that rejects records that break the rules. */
    public ClickParser(EventRules rules) {
        this.retentionMillis = rules.retention().toMillis();
        this.maxAheadMillis = rules.maxAhead().toMillis();
        this.currencies = rules.currencies();
    }

    /** The event in the record, or its rejection. {@code appendedAt} is the record's time in epoch milliseconds. */
    public ParsedRecord parse(
            String topic, int partition, long offset, long appendedAt, byte @Nullable [] key, byte @Nullable [] value) {
        try {
            Event.Builder event = new Event.Builder();
            event.kafkaPartition = partition;
            event.kafkaOffset = offset;
            read(value, appendedAt, event);
            return ParsedRecord.of(event.build());
        } catch (InvalidClick invalid) {
            return ParsedRecord.of(new RejectedClick(
                    invalid.reason(), invalid.detail(), value, key, topic, partition, offset, appendedAt));
        }
    }

    /**
     * Refuses what {@link #parse} would reject.
     *
     * @param arrivesAt when the record arrives, epoch milliseconds
     * @throws InvalidClick with the record's first fault
     */
    public void require(byte @Nullable [] value, long arrivesAt) throws InvalidClick {
        read(value, arrivesAt, new Event.Builder());
    }

    private void read(byte @Nullable [] value, long arrivesAt, Event.Builder event) throws InvalidClick {
        event.appendedAt = arrivesAt;
        readFields(value, event);
        setCurrency(event);
        requireTime(event);
    }

    private static void readFields(byte @Nullable [] value, Event.Builder event) throws InvalidClick {
        boolean hasTimestamp = JsonRecord.read(value, (json, texts) -> ClickReader.read(json, texts, event));
        InvalidClick.requirePresent("event_id", !event.eventId.isEmpty(), "text of 1 to 128 characters");
        InvalidClick.requirePresent("account_id", !event.accountId.isEmpty(), "text of 1 to 128 characters");
        InvalidClick.requirePresent("timestamp", hasTimestamp, EventTime.EXPECTED);
    }

    /** Sets the account's currency, and refuses a sale that names another. */
    private void setCurrency(Event.Builder event) throws InvalidClick {
        Event.Sale sale = event.sale;
        if (sale == null) {
            return;
        }
        String given = sale.currency();
        String currency = currencies.of(event.accountId);
        if (!given.isEmpty() && !given.toLowerCase(Locale.ROOT).equals(currency)) {
            throw InvalidClick.of(
                    RejectReason.INVALID_FIELD, "sale.currency", given, currency + ", the account's currency");
        }
        event.sale = new Event.Sale(sale.amount(), currency, sale.invoiceId(), sale.paymentProcessor());
    }

    private void requireTime(Event.Builder event) throws InvalidClick {
        if (event.occurredAt > event.appendedAt + maxAheadMillis) {
            throw InvalidClick.of(
                    RejectReason.IN_THE_FUTURE,
                    "timestamp",
                    describe(event.occurredAt),
                    "at most " + Duration.ofMillis(maxAheadMillis) + " after its arrival at "
                            + describe(event.appendedAt));
        }
        if (event.occurredAt < event.appendedAt - retentionMillis) {
            throw InvalidClick.of(
                    RejectReason.TOO_OLD,
                    "timestamp",
                    describe(event.occurredAt),
                    "at most " + Duration.ofMillis(retentionMillis).toDays() + " days before its arrival at "
                            + describe(event.appendedAt)
                            + (looksLikeSeconds(event)
                                    ? "; the number looks like seconds, milliseconds are meant"
                                    : ""));
        }
    }

    /** The most common mistake with numbers: the time would be valid if the number were seconds. */
    private boolean looksLikeSeconds(Event.Builder event) {
        long millis = event.occurredAt * 1_000;
        return event.occurredAt > 0
                && millis >= event.appendedAt - retentionMillis
                && millis <= event.appendedAt + maxAheadMillis;
    }

    /** A time for people. If its year does not have four digits, it is in epoch milliseconds. */
    private static String describe(long epochMillis) {
        boolean readable = epochMillis > -62_167_219_200_000L && epochMillis < 253_402_300_800_000L;
        return readable ? Instant.ofEpochMilli(epochMillis).toString() : Long.toString(epochMillis);
    }
}
