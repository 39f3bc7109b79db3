package io.clickmill.contract.event;

import io.clickmill.contract.Currencies;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides for the bytes of a Kafka record whether they are a click: the one gate of the system. It never throws,
 * whatever the bytes; a record that is no click becomes a {@link RejectedClick} with its first fault. The outcome is a
 * property of the record alone (age is measured against its arrival, not against a clock), so a replay decides alike.
 *
 * <p>{@code {"event_id":"e1","account_id":"acme","timestamp":1714564800000}} is the least that is a click.
 */
public final class ClickParser {
    /** The default of how far an event may be ahead of its arrival: clients' clocks are that wrong. */
    public static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(10);

    /** The default of how old an event may be at its arrival. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(20 * 365L + 5);

    private final long retentionMillis;
    private final long maxAheadMillis;
    private final Currencies currencies;

    /**
     * A parser that refuses what is older than {@code retention} or further ahead than {@code maxAhead} when it arrives, and
     * money of another currency than the account's.
     */
    public ClickParser(Duration retention, Duration maxAhead, Currencies currencies) {
        this.retentionMillis = retention.toMillis();
        this.maxAheadMillis = maxAhead.toMillis();
        this.currencies = currencies;
    }

    /** The click or the rejection that this record is. {@code appendedAt} is its timestamp in epoch milliseconds. */
    public ParsedRecord parse(
            String topic, int partition, long offset, long appendedAt, byte @Nullable [] key, byte @Nullable [] value) {
        try {
            Click.Builder click = new Click.Builder();
            click.kafkaPartition = partition;
            click.kafkaOffset = offset;
            click.appendedAt = appendedAt;
            read(value, click);
            setCurrency(click);
            requireTime(click);
            return ParsedRecord.of(click.build());
        } catch (InvalidClick invalid) {
            return ParsedRecord.of(new RejectedClick(
                    invalid.reason(), invalid.detail(), value, key, topic, partition, offset, appendedAt));
        }
    }

    private static void read(byte @Nullable [] value, Click.Builder click) throws InvalidClick {
        boolean hasTimestamp = JsonRecord.read(value, (json, texts) -> ClickReader.read(json, texts, click));
        requirePresent("event_id", !click.eventId.isEmpty(), "text of 1 to 128 characters");
        requirePresent("account_id", !click.accountId.isEmpty(), "text of 1 to 128 characters");
        requirePresent("timestamp", hasTimestamp, EventTime.EXPECTED);
    }

    private static void requirePresent(String field, boolean present, String expected) throws InvalidClick {
        if (!present) {
            throw InvalidClick.of(RejectReason.MISSING_FIELD, field, "absent", expected);
        }
    }

    /** The account's currency is meant where a sale names none. */
    private void setCurrency(Click.Builder click) throws InvalidClick {
        Click.Sale sale = click.sale;
        if (sale == null) {
            return;
        }
        String given = sale.currency();
        String currency = currencies.of(click.accountId);
        if (!given.isEmpty() && !given.toLowerCase(Locale.ROOT).equals(currency)) {
            throw InvalidClick.of(
                    RejectReason.INVALID_FIELD, "sale.currency", given, currency + ", the account's currency");
        }
        click.sale = new Click.Sale(sale.amountCents(), currency, sale.invoiceId(), sale.paymentProcessor());
    }

    private void requireTime(Click.Builder click) throws InvalidClick {
        if (click.occurredAt > click.appendedAt + maxAheadMillis) {
            throw InvalidClick.of(
                    RejectReason.IN_THE_FUTURE,
                    "timestamp",
                    describe(click.occurredAt),
                    "at most " + Duration.ofMillis(maxAheadMillis) + " after its arrival at "
                            + describe(click.appendedAt));
        }
        if (click.occurredAt < click.appendedAt - retentionMillis) {
            throw InvalidClick.of(
                    RejectReason.TOO_OLD,
                    "timestamp",
                    describe(click.occurredAt),
                    "at most " + Duration.ofMillis(retentionMillis).toDays() + " days before its arrival at "
                            + describe(click.appendedAt));
        }
    }

    /** A time for people; epoch milliseconds where {@code Instant} would need more than four digits for the year. */
    private static String describe(long epochMillis) {
        boolean readable = epochMillis > -62_167_219_200_000L && epochMillis < 253_402_300_800_000L;
        return readable ? Instant.ofEpochMilli(epochMillis).toString() : Long.toString(epochMillis);
    }
}
