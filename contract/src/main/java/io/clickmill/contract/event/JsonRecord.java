package io.clickmill.contract.event;

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
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a Kafka record that must be one JSON object in UTF-8, within limits of size and depth. Every fault
 * is thrown as {@link InvalidClick}; nothing else is thrown, whatever the bytes.
 *
 * <p>The JSON is read token by token, as building a tree would halve the speed.
 */
public final class JsonRecord {
    /** The maximum size of a record's value. */
    public static final int MAX_BYTES = 65_536;

    /** The maximum depth of nested objects and arrays. */
    static final int MAX_DEPTH = 32;

    /**
     * Jackson's reader. Depth is the only limit of it that a record can exceed, as names and numbers cannot be longer
     * than the record. Field names with colliding hashes make it slow, but are not an error.
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

    private static final String ONE_OBJECT = "one JSON object";

    private JsonRecord() {}

    /** Reader of an object's fields. */
    public interface Fields<T> {
        /**
         * Reads up to the object's closing brace. The parser's current token is the opening one.
         *
         * @param texts reads the values
         */
        T read(JsonParser json, JsonTexts texts) throws IOException, InvalidClick;
    }

    /** Returns what {@code fields} reads in the value. */
    public static <T> T read(byte @Nullable [] value, Fields<T> fields) throws InvalidClick {
        if (value == null || value.length == 0) {
            throw InvalidClick.ofRecord(RejectReason.EMPTY_RECORD, "the record has no value", ONE_OBJECT);
        }
        if (value.length > MAX_BYTES) {
            throw InvalidClick.ofRecord(RejectReason.TOO_LARGE, value.length + " bytes", "at most " + MAX_BYTES);
        }
        boolean hasEscape = requireUtf8(value);
        try (JsonParser json = JSON.createParser(value)) {
            return readObject(json, hasEscape, fields);
        } catch (StreamConstraintsException tooDeep) {
            throw InvalidClick.ofRecord(
                    RejectReason.TOO_DEEP, "nested deeper than " + MAX_DEPTH + " levels", "at most that");
        } catch (JsonProcessingException syntax) {
            throw InvalidClick.ofRecord(RejectReason.INVALID_JSON, describe(syntax), ONE_OBJECT);
        } catch (IOException | RuntimeException unexpected) {
            // A bug of the JSON reader on odd input must not stop the stream: the record would be read again after each
            // restart.
            throw InvalidClick.ofRecord(
                    RejectReason.INVALID_JSON, InvalidClick.shown(String.valueOf(unexpected)), ONE_OBJECT);
        }
    }

    private static <T> T readObject(JsonParser json, boolean hasEscape, Fields<T> fields)
            throws IOException, InvalidClick {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw InvalidClick.ofRecord(RejectReason.EMPTY_RECORD, "the value is white space", ONE_OBJECT);
        }
        if (first != JsonToken.START_OBJECT) {
            throw InvalidClick.ofRecord(RejectReason.NOT_AN_OBJECT, "the value is " + kind(first), "an object");
        }
        T read = fields.read(json, new JsonTexts(json, hasEscape));
        JsonToken next = json.nextToken();
        if (next != null) {
            throw InvalidClick.ofRecord(
                    RejectReason.INVALID_JSON, kind(next) + " follows the object", "one object a record");
        }
        return read;
    }

    /**
     * Refuses bytes that are not UTF-8. Returns whether there is a backslash. Without one, no text of the record can
     * hold a NUL or half a surrogate pair, as JSON forbids a raw NUL and UTF-8 has no halves.
     */
    private static boolean requireUtf8(byte[] value) throws InvalidClick {
        int allBits = 0;
        boolean hasEscape = false;
        for (byte octet : value) {
            allBits |= octet;
            hasEscape |= octet == '\\';
        }
        // Jackson would take a NUL among the first four bytes for a sign of UTF-16 or UTF-32, and read on.
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0) {
                throw InvalidClick.ofRecord(RejectReason.INVALID_UTF8, "byte " + i + " is NUL", "JSON in UTF-8");
            }
        }
        if (allBits < 0) {
            requireWellFormed(ByteBuffer.wrap(value));
        }
        return hasEscape;
    }

    private static void requireWellFormed(ByteBuffer bytes) throws InvalidClick {
        try {
            // Jackson's own decoder accepts overlong forms and surrogates; the JDK's does not.
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException malformed) {
            throw InvalidClick.ofRecord(
                    RejectReason.INVALID_UTF8,
                    "the bytes from " + bytes.position() + " on are not UTF-8",
                    "JSON in UTF-8");
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
}
