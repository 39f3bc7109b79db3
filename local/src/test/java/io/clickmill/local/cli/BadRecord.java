package io.clickmill.local.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickmill.contract.event.RejectReason;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invalid record, and the expected rejection.
 *
 * @param detail the expected header; {@code @} stands for the instant of arrival
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BadRecord(
        String description, byte @Nullable [] key, byte @Nullable [] value, RejectReason reason, String detail) {
    /** Longer keys and values of rejected records are cut to this length. */
    static final int MAX_KEPT_BYTES = 500_000;

    private static final int MAX_BYTES = 65_536;
    private static final String ID_EXPECTED = " (expected: text of 1 to 128 characters)";
    private static final String TIME_EXPECTED =
            " (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number)";
    private static final String NUMBERS_EXPECTED = " (expected: numbers of at most 1000 digits)";
    private static final String TOO_DEEP = "nested deeper than 32 levels (expected: at most that)";
    private static final String NO_VALUE = "the record has no value (expected: one JSON object)";

    @Override
    public String toString() {
        return description;
    }

    String detail(Instant arrival) {
        return detail.replace("@", arrival.toString());
    }

    /** All bad records: at least one for every reason except {@link RejectReason#CLIENT_TIME}. */
    static List<BadRecord> all() {
        List<BadRecord> records = new ArrayList<>();
        for (RejectReason reason : RejectReason.values()) {
            records.addAll(of(reason));
        }
        return records;
    }

    /** The bad records of a reason. The switch has no default, so that a new reason without a case does not compile. */
    private static List<BadRecord> of(RejectReason reason) {
        return switch (reason) {
            case EMPTY_RECORD ->
                List.of(
                        record("no value", (byte[]) null, reason, NO_VALUE),
                        new BadRecord("neither key nor value", null, null, reason, NO_VALUE),
                        record("a value of no bytes", "", reason, NO_VALUE),
                        record(
                                "white space only",
                                " \r\n\t ",
                                reason,
                                "the value is white space (expected: one JSON object)"));
            case TOO_LARGE ->
                List.of(
                        record("a byte too many", click(MAX_BYTES + 1), reason, tooLarge(65_537)),
                        record("1.9 MB of a good event", click(1_900_000), reason, tooLarge(1_900_000)),
                        record("1.9 MB of zeros", new byte[1_900_000], reason, tooLarge(1_900_000)),
                        new BadRecord(
                                "a key of 600 kB", new byte[600_000], new byte[700_000], reason, tooLarge(700_000)));
            case INVALID_UTF8 ->
                List.of(
                        record("Latin-1", "{\"city\":\"Z\u00fcrich\"}".getBytes(ISO_8859_1), reason, notUtf8(10)),
                        record("an overlong NUL", bytes("{\"city\":\"", 0xC0, 0x80, "\"}"), reason, notUtf8(9)),
                        record(
                                "an encoded surrogate",
                                bytes("{\"city\":\"", 0xED, 0xA0, 0x80, "\"}"),
                                reason,
                                notUtf8(9)),
                        record("UTF-16 with its mark", bytes(0xFE, 0xFF, 0), reason, "byte 2" + isNul()),
                        record("UTF-16, least first", "{}".getBytes(UTF_16LE), reason, "byte 1" + isNul()),
                        record("UTF-16, greatest first", "{}".getBytes(UTF_16BE), reason, "byte 0" + isNul()));
            case INVALID_JSON ->
                List.of(
                        record(
                                "a text without quotes",
                                "{\"event_id\":yes}",
                                reason,
                                "Unrecognized token 'yes': was expecting (JSON String, Number, Array, Object or token 'null', 'true' … at byte 16 (expected: one JSON object)"),
                        record(
                                "an event cut off",
                                "{\"event_id\":\"b1\",",
                                reason,
                                "Unexpected end-of-input within/between Object entries at byte 17 (expected: one JSON object)"),
                        record(
                                "a raw NUL in a text",
                                click("\"city\":\"\0\""),
                                reason,
                                "Illegal unquoted character ((CTRL-CHAR, code 0)): has to be escaped using backslash to be included i… at byte 70 (expected: one JSON object)"),
                        record(
                                "not a number",
                                click("\"metadata\":{\"n\":NaN}"),
                                reason,
                                "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow at byte 81 (expected: one JSON object)"),
                        record(
                                "two events",
                                click("\"event\":\"click\"") + "\n{}",
                                reason,
                                "an object follows the object (expected: one object a record)"));
            case NOT_AN_OBJECT ->
                List.of(
                        record("an array of an event", "[" + click("\"city\":\"\"") + "]", reason, isNot("an array")),
                        record("10,000 arrays", "[".repeat(10_000), reason, isNot("an array")),
                        record("a huge number", "1e200000", reason, isNot("a number")),
                        record("a text", "\"{}\"", reason, isNot("a text")),
                        record("null", "null", reason, isNot("null")),
                        record("true", "true", reason, isNot("a boolean")));
            case TOO_DEEP ->
                List.of(
                        record("10,000 objects", "{\"a\":".repeat(10_000), reason, TOO_DEEP),
                        record(
                                "10,000 arrays in metadata",
                                click("\"metadata\":{\"a\":" + nested(10_000) + "}"),
                                reason,
                                TOO_DEEP),
                        record("an unknown field of 32 arrays", click("\"else\":" + nested(32)), reason, TOO_DEEP));
            case MISSING_FIELD ->
                List.of(
                        record("an empty object", "{}", reason, "event_id: absent" + ID_EXPECTED),
                        record("a mark and an empty object", "\ufeff{}", reason, "event_id: absent" + ID_EXPECTED),
                        record(
                                "an id of null",
                                "{\"event_id\":null,\"account_id\":\"bad\",\"timestamp\":0}",
                                reason,
                                "event_id: absent" + ID_EXPECTED),
                        record("an empty id", click("\"event_id\":\"\""), reason, "event_id: absent" + ID_EXPECTED),
                        record(
                                "an empty account",
                                click("\"account_id\":\"\""),
                                reason,
                                "account_id: absent" + ID_EXPECTED),
                        record(
                                "no time",
                                "{\"event_id\":\"b1\",\"account_id\":\"bad\"}",
                                reason,
                                "timestamp: absent" + TIME_EXPECTED),
                        record(
                                "a sale without an amount",
                                click("\"event\":\"sale\",\"sale\":{\"currency\":\"EUR\"}"),
                                reason,
                                "sale.amount: absent (expected: a whole number of cents)"));
            case INVALID_FIELD ->
                List.of(
                        record(
                                "metadata with a huge number",
                                click("\"metadata\":{\"n\":1e200000}"),
                                reason,
                                "metadata: 1e200000" + NUMBERS_EXPECTED),
                        record(
                                "metadata with a number beyond every exponent",
                                click("\"metadata\":{\"n\":1e99999999999}"),
                                reason,
                                "metadata: 1e99999999999" + NUMBERS_EXPECTED),
                        record(
                                "metadata with 60,000 digits",
                                click("\"metadata\":{\"n\":" + "9".repeat(60_000) + "}"),
                                reason,
                                "metadata: " + "9".repeat(100) + "…" + NUMBERS_EXPECTED),
                        record(
                                "an amount beyond every number",
                                click("\"sale\":{\"amount\":1e200000}"),
                                reason,
                                "sale.amount: 1e200000 (expected: 0..1000000000000)"),
                        record(
                                "an unknown kind of event",
                                click("\"event\":\"view\""),
                                reason,
                                "event: \"view\" (expected: click, lead or sale)"),
                        record(
                                "an id of 129 characters",
                                click("\"event_id\":\"" + "\u00e4".repeat(129) + "\""),
                                reason,
                                "event_id: \"" + "\u00e4".repeat(99) + "… (expected: at most 128 characters)"));
            case INVALID_TEXT ->
                List.of(
                        record(
                                "an escaped NUL",
                                click("\"url\":\"a\\u0000b\""),
                                reason,
                                "url: \"a\ufffdb\" (expected: no NUL character)"),
                        record(
                                "the first half of a pair",
                                click("\"custom_link_title\":\"a\\ud83d\""),
                                reason,
                                "custom_link_title: \"a\ufffd\" (expected: whole surrogate pairs)"),
                        record(
                                "a pair the wrong way round",
                                click("\"metadata\":{\"\\ude00\\ud83d\":1}"),
                                reason,
                                "metadata: \"\ufffd\ufffd\" (expected: whole surrogate pairs)"),
                        record(
                                "a NUL in a parameter's name",
                                click("\"params\":{\"a\\u0000\":\"b\"}"),
                                reason,
                                "params: \"a\ufffd\" (expected: no NUL character)"));
            case INVALID_TIMESTAMP ->
                List.of(
                        record(
                                "a word for a time",
                                at("\"yesterday\""),
                                reason,
                                "timestamp: \"yesterday\"" + TIME_EXPECTED),
                        record(
                                "a time without an offset",
                                at("\"2026-01-01T00:00:00\""),
                                reason,
                                "timestamp: \"2026-01-01T00:00:00\"" + TIME_EXPECTED),
                        record(
                                "a day that there is not",
                                at("\"2026-02-29T00:00:00Z\""),
                                reason,
                                "timestamp: \"2026-02-29T00:00:00Z\"" + TIME_EXPECTED),
                        record("a huge time", at("1e200000"), reason, "timestamp: 1e200000" + TIME_EXPECTED));
            case IN_THE_FUTURE ->
                List.of(
                        record(
                                "the year 9999",
                                at("\"9999-12-31T23:59:59.999Z\""),
                                reason,
                                "timestamp: 9999-12-31T23:59:59.999Z (expected: at most PT10M after its arrival at @)"),
                        record(
                                "the last millisecond that there is",
                                at("9223372036854775807"),
                                reason,
                                "timestamp: 9223372036854775807 (expected: at most PT10M after its arrival at @)"));
            case TOO_OLD ->
                List.of(
                        record(
                                "a time in seconds",
                                at("1767225600"),
                                reason,
                                "timestamp: 1970-01-21T10:53:45.600Z (expected: at most 7305 days before its arrival at @; the number looks like seconds, milliseconds are meant)"),
                        record(
                                "the year 0",
                                at("\"0000-01-01T00:00:00Z\""),
                                reason,
                                "timestamp: -62167219200000 (expected: at most 7305 days before its arrival at @)"));
            // This reason depends on the topic's kind, not on the record. EndToEndIT has a test for it.
            case CLIENT_TIME -> List.of();
        };
    }

    private static BadRecord record(String description, String value, RejectReason reason, String detail) {
        return record(description, value.getBytes(UTF_8), reason, detail);
    }

    /** A record whose key is not valid UTF-8, to show that keys are kept as bytes. */
    private static BadRecord record(String description, byte @Nullable [] value, RejectReason reason, String detail) {
        byte[] key = bytes("key of ", 0xFF, description);
        return new BadRecord(description, key, value, reason, detail);
    }

    /** A click with these fields, which override earlier ones of the same name. */
    static String click(String fields) {
        return "{\"event_id\":\"b1\",\"account_id\":\"bad\",\"timestamp\":" + 1_767_225_600_000L + "," + fields + "}";
    }

    /** A click of this many bytes. */
    static byte[] click(int bytes) {
        String shortest = click("\"else\":\"\"");
        return click("\"else\":\"" + "x".repeat(bytes - shortest.length()) + "\"")
                .getBytes(UTF_8);
    }

    private static String at(String timestamp) {
        return click("\"timestamp\":" + timestamp);
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String tooLarge(int bytes) {
        return bytes + " bytes (expected: at most 65536)";
    }

    private static String notUtf8(int from) {
        return "the bytes from " + from + " on are not UTF-8 (expected: JSON in UTF-8)";
    }

    private static String isNul() {
        return " is NUL (expected: JSON in UTF-8)";
    }

    private static String isNot(String kind) {
        return "the value is " + kind + " (expected: an object)";
    }

    /** The bytes of texts in UTF-8 and of single octets, in order. */
    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer octet) {
                bytes.write(octet);
            } else {
                bytes.writeBytes(part.toString().getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** The expected value in the topic of rejected records. */
    byte @Nullable [] keptValue() {
        return kept(value);
    }

    byte @Nullable [] keptKey() {
        return kept(key);
    }

    private static byte @Nullable [] kept(byte @Nullable [] bytes) {
        return bytes == null || bytes.length <= MAX_KEPT_BYTES ? bytes : Arrays.copyOf(bytes, MAX_KEPT_BYTES);
    }
}
