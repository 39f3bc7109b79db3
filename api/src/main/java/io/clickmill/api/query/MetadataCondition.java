package io.clickmill.api.query;

import java.util.OptionalDouble;

/**
 * Keeps the events whose metadata has a value at a key of its top level that compares as asked.
 *
 * <p>{@link Comparison#EQUAL} and {@link Comparison#NOT_EQUAL} compare text: a string as it is, anything else as it is
 * written in JSON. The other operators compare numbers, as double precision, and a string may hold the number; if the
 * event or the condition has another value, the event is not kept. An event without the key, or with null there, is
 * kept by {@link Comparison#NOT_EQUAL} only.
 *
 * <p>Example: {@code new MetadataCondition("seats", Comparison.GREATER, "10")} keeps {@code {"seats": 12}}.
 */
public record MetadataCondition(String key, Comparison operator, String value) {
    /**
     * A regular expression of a number as JSON writes it, or with a plus sign, zeros in front, or no digits on one side
     * of the point. It means the same in Java and PostgreSQL. There is only one way to match digits, so it takes linear
     * time.
     */
    public static final String NUMBER = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?";

    /**
     * Checks the texts.
     *
     * @throws QueryException if one has a character that PostgreSQL cannot store
     */
    public MetadataCondition {
        Text.require("metadata", key);
        Text.require("metadata", value);
    }

    /** The value as a number; empty for any other value. */
    public OptionalDouble number() {
        return value.matches(NUMBER) ? OptionalDouble.of(Double.parseDouble(value)) : OptionalDouble.empty();
    }
}
