package io.clickmill.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.query.MetadataCondition;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The text at a key of an event's metadata, compared by brute force. It is empty if the key is absent or null. */
record MetadataValue(Optional<String> text) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static MetadataValue of(TestEvent event, String key) {
        try {
            JsonNode value = JSON.readTree(event.metadata()).path(key);
            if (value.isMissingNode() || value.isNull()) {
                return new MetadataValue(Optional.empty());
            }
            return new MetadataValue(Optional.of(value.isTextual() ? value.textValue() : value.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean meets(MetadataCondition condition) {
        return switch (condition.operator()) {
            case EQUAL -> text.equals(Optional.of(condition.value()));
            case NOT_EQUAL -> !text.equals(Optional.of(condition.value()));
            case GREATER -> compares(condition, order -> order > 0);
            case GREATER_OR_EQUAL -> compares(condition, order -> order >= 0);
            case LESS -> compares(condition, order -> order < 0);
            case LESS_OR_EQUAL -> compares(condition, order -> order <= 0);
        };
    }

    private boolean compares(MetadataCondition condition, IntPredicate holds) {
        Optional<Double> value = text.flatMap(MetadataValue::number);
        Optional<Double> bound = number(condition.value());
        return value.isPresent() && bound.isPresent() && holds.test(Double.compare(value.get(), bound.get()));
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(new BigDecimal(text).doubleValue());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
