package io.clickmill.api.dialect.dub;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.ErrorAnswer;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.RequestBodies;
import io.clickmill.api.query.Text;
import io.clickmill.api.track.RejectedEventException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The JSON object of a request. Its methods check the fields and report errors in the vendor's words. Unknown fields
 * are ignored, and null means absent.
 */
record Body(ObjectNode json) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final int MAX_BODY_BYTES = 65_536;
    private static final int MAX_METADATA_CHARS = 10_000;
    /** The job accepts events of 32 levels, and the event takes two around this. */
    private static final int MAX_METADATA_DEPTH = 30;

    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@.]+");

    /**
     * Reads the body of a request and makes an answer of it.
     *
     * @throws Failure if the body cannot be received, or is not a JSON object
     * @throws ErrorAnswer if it asks for an event that the job would reject
     */
    static String answer(Context context, RequestBodies bodies, Function<Body, String> answer) {
        try {
            return bodies.readObject(context, MAX_BODY_BYTES, JSON, object -> answer.apply(new Body(object)));
        } catch (RejectedEventException e) {
            throw Errors.rejected(e.invalid());
        }
    }

    /**
     * A required text, without the white space around it.
     *
     * @param missing the message if the text is absent or empty
     */
    String required(String name, int maxChars, String missing) {
        String text = given(name)
                .map(value -> textOf(name, value))
                .orElseThrow(() -> Errors.invalid("invalid_type", name, missing))
                .strip();
        if (text.isEmpty()) {
            throw Errors.invalid("too_small", name, missing);
        }
        return limited(name, text, maxChars);
    }

    /** A text without the white space around it; empty if it is absent. */
    String text(String name, int maxChars) {
        return limited(
                name, given(name).map(value -> textOf(name, value)).orElse("").strip(), maxChars);
    }

    /** An e-mail address; empty if it is absent. */
    String email(String name, int maxChars) {
        String text = text(name, maxChars);
        if (!text.isEmpty() && !EMAIL.matcher(text).matches()) {
            throw Errors.invalid("invalid_format", name, "Invalid email address");
        }
        return text;
    }

    /** One of the words; {@code otherwise} is the default. */
    String word(String name, List<String> words, String otherwise) {
        Optional<String> text = given(name).map(JsonNode::asText);
        if (text.isPresent() && !words.contains(text.get())) {
            throw Errors.invalid(
                    "invalid_value",
                    name,
                    "Invalid option: expected one of "
                            + words.stream().map(word -> '"' + word + '"').collect(Collectors.joining("|")));
        }
        return text.orElse(otherwise);
    }

    /** A whole number; empty if it is absent. */
    Optional<Long> number(String name) {
        return given(name).map(value -> {
            if (!value.isNumber()) {
                throw expected(name, "number", value);
            }
            if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
                throw expected(name, "int", value);
            }
            return value.longValue();
        });
    }

    /** The object with the caller's own data; empty if it is absent. */
    Optional<ObjectNode> metadata() {
        return given("metadata").map(value -> {
            if (!(value instanceof ObjectNode object)) {
                throw expected("metadata", "record", value);
            }
            if (object.toString().length() > MAX_METADATA_CHARS) {
                throw Errors.invalid(
                        "custom", "metadata", "Metadata must be less than 10,000 characters when stringified");
            }
            requireStorable(object, 1);
            return object;
        });
    }

    private static void requireStorable(JsonNode value, int depth) {
        if (depth > MAX_METADATA_DEPTH) {
            throw Errors.invalid(
                    "custom", "metadata", "Metadata must not be nested deeper than " + MAX_METADATA_DEPTH + " levels");
        }
        if (value.isTextual()) {
            Text.require("metadata", value.textValue());
        }
        value.fieldNames().forEachRemaining(name -> Text.require("metadata", name));
        value.forEach(child -> requireStorable(child, depth + 1));
    }

    private Optional<JsonNode> given(String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    private static String textOf(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw expected(name, "string", value);
        }
        Text.require(name, value.textValue());
        return value.textValue();
    }

    private static String limited(String name, String text, int maxChars) {
        if (text.length() > maxChars) {
            throw Errors.invalid("too_big", name, "Too big: expected string to have <=" + maxChars + " characters");
        }
        return text;
    }

    private static ErrorAnswer expected(String name, String type, JsonNode value) {
        return Errors.invalid(
                "invalid_type",
                name,
                "Invalid input: expected " + type + ", received "
                        + value.getNodeType().name().toLowerCase(Locale.ROOT));
    }
}
