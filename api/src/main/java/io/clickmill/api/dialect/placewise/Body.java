package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.http.Failure;
import io.clickmill.api.http.RequestBodies;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A JSON object of a request: the whole body, or a node of its filter. Errors in its members are added to the details.
 * A member that is null counts as absent.
 */
record Body(ObjectNode json, Details details) {
    // A member that is given twice is an error, because either value could be meant.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The maximum size of a body. It is enough for a filter of 100 nodes, most of them with lists of a few hundred ids.
     */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    /**
     * Reads the body of a request and makes an answer of it.
     *
     * @throws Failure if the body cannot be received, or is not a JSON object
     */
    static String answer(Context context, RequestBodies bodies, Function<Body, String> answer) {
        return bodies.readObject(
                context, MAX_BODY_BYTES, JSON, object -> answer.apply(new Body(object, Details.none())));
    }

    /** Adds an error for every member with another name. */
    void requireKnown(List<String> names) {
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                details.at(name).unknown();
            }
        });
    }

    /** An optional member; empty if it is absent. */
    Optional<JsonNode> given(String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    /** A required member; adds an error and is empty if it is absent. */
    Optional<JsonNode> required(String name) {
        Optional<JsonNode> value = given(name);
        if (value.isEmpty()) {
            details.at(name).blank();
        }
        return value;
    }

    /** An optional member that is one of the words; empty if it is absent or invalid. */
    Optional<String> word(String name, List<String> words) {
        return given(name).flatMap(value -> wordOf(value, words, details.at(name)));
    }

    /** A required member that is one of the words; empty if it is absent or invalid. */
    Optional<String> requiredWord(String name, List<String> words) {
        return required(name).flatMap(value -> wordOf(value, words, details.at(name)));
    }

    /** The text, if it is one of the words; adds an error and is empty if it is not. */
    static Optional<String> wordOf(JsonNode value, List<String> words, Details place) {
        if (!value.isTextual()) {
            place.invalid("a string");
        } else if (!words.contains(value.textValue())) {
            place.inclusion(words);
        } else {
            return Optional.of(value.textValue());
        }
        return Optional.empty();
    }
}
