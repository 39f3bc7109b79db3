package io.clickmill.contract.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a JSON parser under the rules of every field: a text may be given as a whole number, has a
 * maximum length, and can be stored by PostgreSQL. Every method reads the parser's current token.
 */
public final class JsonTexts {
    /**
     * The maximum length, and the maximum scale, of a number in an object. PostgreSQL's numeric, and so its jsonb,
     * holds 131,072 digits before the decimal point and 16,383 after it.
     */
    private static final int MAX_NUMBER_SCALE = 1_000;

    /** The last millisecond of the year 9999. */
    private static final long MAX_EPOCH_MILLIS = 253_402_300_799_999L;

    private final JsonParser json;
    private final boolean checkText;

    /** @param checkText whether the record has an escape; without one PostgreSQL can store every text of it */
    JsonTexts(JsonParser json, boolean checkText) {
        this.json = json;
        this.checkText = checkText;
    }

    /** A text, or the digits of a whole number, as senders often have numbers for identifiers. */
    public String text(String field, int maxChars) throws IOException, InvalidClick {
        JsonToken token = json.currentToken();
        boolean isText =
                token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.FIELD_NAME;
        if (!isText) {
            throw invalid(field, "text");
        }
        String text = json.getText();
        if (text.length() > maxChars) {
            throw invalid(field, "at most " + maxChars + " characters");
        }
        if (checkText) {
            requireStorable(field, text);
        }
        return text;
    }

    /** A whole number from {@code min} to {@code max}. */
    public long integer(String field, long min, long max) throws IOException, InvalidClick {
        boolean isInteger = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
        long number = isInteger ? longOr(json.getText(), Long.MIN_VALUE) : Long.MIN_VALUE;
        if (number < min || number > max) {
            throw invalid(field, min + ".." + max);
        }
        return number;
    }

    /** A time, in epoch milliseconds. */
    public long time(String field) throws IOException, InvalidClick {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return integer(field, 0, MAX_EPOCH_MILLIS);
        }
        long time = EventTime.parse(text(field, 128));
        if (time == EventTime.INVALID) {
            throw invalid(field, EventTime.EXPECTED);
        }
        return time;
    }

    /** True or false. */
    public boolean bool(String field) throws IOException, InvalidClick {
        if (!json.currentToken().isBoolean()) {
            throw invalid(field, "true or false");
        }
        return json.getBooleanValue();
    }

    /** An object as JSON text without white space. Numbers keep their digits. */
    public String object(String field) throws IOException, InvalidClick {
        requireObject(field, "an object");
        StringWriter text = new StringWriter();
        int depth = 0;
        try (JsonGenerator copy = JsonRecord.JSON.createGenerator(text)) {
            do {
                copyToken(field, copy);
                depth += json.currentToken().isStructStart()
                        ? 1
                        : json.currentToken().isStructEnd() ? -1 : 0;
            } while (depth > 0 && json.nextToken() != null);
        }
        return text.toString();
    }

    private void copyToken(String field, JsonGenerator copy) throws IOException, InvalidClick {
        switch (json.currentToken()) {
            case FIELD_NAME -> copy.writeFieldName(text(field, Integer.MAX_VALUE));
            case VALUE_STRING -> copy.writeString(text(field, Integer.MAX_VALUE));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> copy.writeNumber(number(field));
            default -> copy.copyCurrentEvent(json);
        }
    }

    private String number(String field) throws IOException, InvalidClick {
        String digits = json.getText();
        int exponent = Math.max(digits.indexOf('e'), digits.indexOf('E'));
        if (digits.length() > MAX_NUMBER_SCALE || (exponent > 0 && !hasSmallScale(digits))) {
            throw invalid(field, "numbers of at most " + MAX_NUMBER_SCALE + " digits");
        }
        return digits;
    }

    private static boolean hasSmallScale(String digits) {
        try {
            return Math.abs((long) new BigDecimal(digits).scale()) <= MAX_NUMBER_SCALE;
        } catch (NumberFormatException exponentOutOfRange) {
            return false;
        }
    }

    /** Refuses a value that is not an object. */
    public void requireObject(String field, String expected) throws IOException, InvalidClick {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw invalid(field, expected);
        }
    }

    /** Moves to the next value of the object that is not null, and returns its name; null at the end. */
    public @Nullable String nextField() throws IOException {
        String name = json.nextFieldName();
        while (name != null && json.nextToken() == JsonToken.VALUE_NULL) {
            name = json.nextFieldName();
        }
        return name;
    }

    /** An object of texts, in its order. Texts that are null are left out. */
    public Map<String, String> map(String field, int maxCount, int maxNameChars, int maxChars)
            throws IOException, InvalidClick {
        String expected = "an object of at most " + maxCount + " texts";
        requireObject(field, expected);
        Map<String, String> map = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            String checkedName = text(field, maxNameChars);
            if (json.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            map.put(checkedName, text(field + "." + name, maxChars));
            if (map.size() > maxCount) {
                throw InvalidClick.of(RejectReason.INVALID_FIELD, field, "more than " + maxCount, expected);
            }
        }
        return map;
    }

    /** Reader of one element of an array. */
    public interface Element<T> {
        T read() throws IOException, InvalidClick;
    }

    /**
     * An array of at most this many elements.
     *
     * @param what the word for several elements, such as {@code texts}
     */
    public <T> List<T> array(String field, int maxCount, String what, Element<T> element)
            throws IOException, InvalidClick {
        String expected = "an array of at most " + maxCount + " " + what;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(field, expected);
        }
        List<T> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (elements.size() == maxCount) {
                throw InvalidClick.of(RejectReason.INVALID_FIELD, field, "more than " + maxCount, expected);
            }
            elements.add(element.read());
        }
        return elements;
    }

    /** The rejection of the current value. */
    public InvalidClick invalid(String field, String expected) throws IOException {
        return InvalidClick.of(RejectReason.INVALID_FIELD, field, shownValue(), expected);
    }

    /** The current value for people: a text in quotes, an object or array by its kind. */
    public String shownValue() throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING, FIELD_NAME -> '"' + json.getText() + '"';
            default -> json.getText();
        };
    }

    private static void requireStorable(String field, String text) throws InvalidClick {
        int at = UnstorableCharacter.indexIn(text);
        if (at >= 0) {
            String expected = text.charAt(at) == 0 ? "no NUL character" : "whole surrogate pairs";
            throw InvalidClick.of(RejectReason.INVALID_TEXT, field, '"' + text + '"', expected);
        }
    }

    /** The number that the digits stand for, or {@code otherwise} if a long cannot hold it. */
    static long longOr(String digits, long otherwise) {
        // A long has at most nineteen digits and a sign, so longer texts need not be read.
        if (digits.length() > 20) {
            return otherwise;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException outOfRange) {
            return otherwise;
        }
    }
}
