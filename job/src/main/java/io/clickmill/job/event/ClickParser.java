package io.clickmill.job.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides for the bytes of a Kafka record whether they are a click: the one gate of the system. It never throws,
 * whatever the bytes; a record that is no click becomes a {@link RejectedClick} with its first fault. The outcome is a
 * property of the record alone (age is measured against its arrival, not against a clock), so a replay decides alike.
 *
 * <p>{@code {"event_id":"e1","account_id":"acme","timestamp":1714564800000}} is the least that is a click.
 *
 * <p>The JSON is read token by token: a tree would cost half of the speed.
 */
public final class ClickParser {
    /** The greatest size of a record's value. */
    public static final int MAX_BYTES = 65_536;

    /** The greatest depth of nested objects and arrays. */
    static final int MAX_DEPTH = 32;

    /** The default of how far an event may be ahead of its arrival: clients' clocks are that wrong. */
    public static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(10);

    /** The default of how old an event may be at its arrival. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(20 * 365L + 5);

    /**
     * The names and numbers of a record cannot be longer than the record, so that depth is the only limit that Jackson
     * can find exceeded. Colliding field names are then slow, but no fault.
     */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_BYTES)
                    .maxNumberLength(MAX_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private final long retentionMillis;
    private final long maxAheadMillis;

    /**
     * A parser that refuses what is older than {@code retention} or further ahead than {@code maxAhead} when it arrives.
     */
    public ClickParser(Duration retention, Duration maxAhead) {
        this.retentionMillis = retention.toMillis();
        this.maxAheadMillis = maxAhead.toMillis();
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
            requireTime(click);
            return ParsedRecord.of(click.build());
        } catch (InvalidClick invalid) {
            return ParsedRecord.of(new RejectedClick(
                    invalid.reason(), invalid.detail(), value, key, topic, partition, offset, appendedAt));
        }
    }

    private static void read(byte @Nullable [] value, Click.Builder click) throws InvalidClick {
        if (value == null || value.length == 0) {
            throw new InvalidClick(RejectReason.EMPTY_RECORD, "the record has no value");
        }
        if (value.length > MAX_BYTES) {
            throw new InvalidClick(
                    RejectReason.TOO_LARGE, value.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        boolean hasEscape = requireUtf8(value);
        try (JsonParser json = JSON.createParser(value)) {
            readObject(json, hasEscape, click);
        } catch (StreamConstraintsException tooDeep) {
            throw new InvalidClick(
                    RejectReason.TOO_DEEP, "nested deeper than " + MAX_DEPTH + " levels (expected: at most that)");
        } catch (JsonProcessingException syntax) {
            throw new InvalidClick(RejectReason.INVALID_JSON, describe(syntax));
        } catch (IOException | RuntimeException unexpected) {
            // A fault of the JSON reader on odd input must not stop the stream: the record would come again and again.
            throw new InvalidClick(RejectReason.INVALID_JSON, InvalidClick.shown(String.valueOf(unexpected)));
        }
    }

    private static void readObject(JsonParser json, boolean hasEscape, Click.Builder click)
            throws IOException, InvalidClick {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new InvalidClick(RejectReason.EMPTY_RECORD, "the value is white space");
        }
        if (first != JsonToken.START_OBJECT) {
            throw new InvalidClick(
                    RejectReason.NOT_AN_OBJECT, "the value is " + kind(first) + " (expected: an object)");
        }
        boolean hasTimestamp = ClickReader.read(json, hasEscape, click);
        JsonToken next = json.nextToken();
        if (next != null) {
            throw new InvalidClick(
                    RejectReason.INVALID_JSON, kind(next) + " follows the object (expected: one object a record)");
        }
        requirePresent("event_id", !click.eventId.isEmpty(), "text of 1 to 128 characters");
        requirePresent("account_id", !click.accountId.isEmpty(), "text of 1 to 128 characters");
        requirePresent("timestamp", hasTimestamp, ClickReader.TIMESTAMP_EXPECTED);
    }

    private static void requirePresent(String field, boolean present, String expected) throws InvalidClick {
        if (!present) {
            throw InvalidClick.of(RejectReason.MISSING_FIELD, field, "absent", expected);
        }
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

    /**
     * Refuses what is not UTF-8. Returns whether there is a backslash: without one no text of the record can hold a NUL
     * or half a surrogate pair, because UTF-8 has no halves and JSON no NUL.
     */
    private static boolean requireUtf8(byte[] value) throws InvalidClick {
        int allBits = 0;
        boolean hasEscape = false;
        for (byte octet : value) {
            allBits |= octet;
            hasEscape |= octet == '\\';
        }
        // Jackson would take a NUL among the first four bytes for a sign of UTF-16 or UTF-32 and read on.
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0) {
                throw new InvalidClick(RejectReason.INVALID_UTF8, "byte " + i + " is NUL (expected: JSON in UTF-8)");
            }
        }
        if (allBits < 0) {
            requireWellFormed(ByteBuffer.wrap(value));
        }
        return hasEscape;
    }

    private static void requireWellFormed(ByteBuffer bytes) throws InvalidClick {
        try {
            // Jackson's own decoder lets overlong forms and surrogates pass; the JDK's does not.
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException malformed) {
            throw new InvalidClick(
                    RejectReason.INVALID_UTF8, "the bytes from " + bytes.position() + " on are not UTF-8");
        }
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_ARRAY, END_ARRAY -> "an array";
            case START_OBJECT, END_OBJECT -> "an object";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_NULL -> "null";
            default -> "a boolean";
        };
    }

    private static String describe(JsonProcessingException syntax) {
        String message = InvalidClick.shown(String.valueOf(syntax.getOriginalMessage()));
        return syntax instanceof JsonParseException && syntax.getLocation() != null
                ? message + " at byte " + syntax.getLocation().getByteOffset()
                : message;
    }

    /** A time for people; epoch milliseconds where {@code Instant} would need more than four digits for the year. */
    private static String describe(long epochMillis) {
        boolean readable = epochMillis > -62_167_219_200_000L && epochMillis < 253_402_300_800_000L;
        return readable ? Instant.ofEpochMilli(epochMillis).toString() : Long.toString(epochMillis);
    }
}
