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
 * A JSON object of a request, be it the whole body or a node of its filter. What is wrong with its members is added to the
 * details; a member that is null is as good as absent.
 */
record Body(ObjectNode json, Details details) {
    // Of two members of one name either could be meant.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A filter of 100 nodes, most with lists of a few hundred ids. */
    static final int MAX_BODY_BYTES = 1024 * 1024;

    /**
     * Reads the body of a request and makes an answer of it.
     *
     * @throws Failure if it cannot be taken, or is not a JSON object
     */
    static String answer(Context context, RequestBodies bodies, Function<Body, String> answer) {
        return bodies.readObject(
                context, MAX_BODY_BYTES, JSON, object -> answer.apply(new Body(object, Details.none())));
    }

    /** Adds every member that has another name. */
    void requireKnown(List<String> names) {
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                details.at(name).unknown();
            }
        });
    }

    /** A member that may be there. */
    Optional<JsonNode> given(String name) {
        return Optional.ofNullable(json.get(name)).filter(value -> !value.isNull());
    }

    /** A member that has to be there; empty if it is wrong. */
    Optional<JsonNode> required(String name) {
        Optional<JsonNode> value = given(name);
        if (value.isEmpty()) {
            details.at(name).blank();
        }
        return value;
    }

    /** A member that is one of the words, if it is there; empty if it is wrong. */
    Optional<String> word(String name, List<String> words) {
        return given(name).flatMap(value -> wordOf(value, words, details.at(name)));
    }

    /** A member that has to be one of the words; empty if it is wrong. */
    Optional<String> requiredWord(String name, List<String> words) {
        return required(name).flatMap(value -> wordOf(value, words, details.at(name)));
    }

    /** The text, if it is one of the words; else adds what is wrong. */
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
