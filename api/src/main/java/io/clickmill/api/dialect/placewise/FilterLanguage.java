package io.clickmill.api.dialect.placewise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.dialect.placewise.Condition.All;
import io.clickmill.api.dialect.placewise.Condition.Any;
import io.clickmill.api.dialect.placewise.Condition.Compared;
import io.clickmill.api.dialect.placewise.Condition.OneOf;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Text;
import io.clickmill.contract.words.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filter language. A filter is {@code {"type":"and","operations":[…]}}, the same with {@code or}, or a
 * comparison such as {@code {"type":"equal","field":"source_id","value":"7385"}}.
 */
final class FilterLanguage {
    static final int MAX_NODES = 100;
    static final int MAX_DEPTH = 10;
    static final int MAX_VALUES = 1_000;

    private static final String AND = "and";
    private static final String OR = "or";
    private static final List<String> TYPES = Stream.concat(Stream.of(AND, OR), Words.all(Operator.class).stream())
            .toList();

    private final List<ReportField> fields;

    private FilterLanguage(List<ReportField> fields) {
        this.fields = fields;
    }

    /**
     * The condition of member {@code filter}, which may be absent. Errors in it are added to the body's details.
     *
     * @param fields the fields that the filter may name
     */
    static Condition parse(Body body, List<ReportField> fields) {
        Details place = body.details().at("filter");
        return body.given("filter")
                .flatMap(node -> {
                    if (nodes(node) > MAX_NODES) {
                        place.tooMany(MAX_NODES);
                        return Optional.empty();
                    }
                    return new FilterLanguage(fields).node(node, 1, place);
                })
                .orElse(Condition.NONE);
    }

    /** The cost of a body's filter, valid or not: 1 for each {@code and}, 3 for each {@code or}. */
    static int cost(Body body) {
        return cost(body.json().path("filter"));
    }

    private static int cost(JsonNode node) {
        String type = node.path("type").asText();
        int cost = type.equals(AND) ? 1 : type.equals(OR) ? 3 : 0;
        for (JsonNode operation : node.path("operations")) {
            cost += cost(operation);
        }
        return cost;
    }

    private static int nodes(JsonNode node) {
        int nodes = 1;
        for (JsonNode operation : node.path("operations")) {
            nodes += nodes(operation);
        }
        return nodes;
    }

    private Optional<Condition> node(JsonNode json, int depth, Details place) {
        if (!(json instanceof ObjectNode object)) {
            place.invalid("an object");
            return Optional.empty();
        }
        if (depth > MAX_DEPTH) {
            place.tooMany(MAX_DEPTH);
            return Optional.empty();
        }
        Body node = new Body(object, place);
        Optional<String> type = node.requiredWord("type", TYPES);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<Operator> operator = Words.of(Operator.class, type.get());
        if (operator.isPresent()) {
            return comparison(node, operator.get());
        }
        List<Condition> operations = operations(node, depth);
        return Optional.of(type.get().equals(AND) ? new All(operations) : new Any(operations));
    }

    private List<Condition> operations(Body node, int depth) {
        node.requireKnown(List.of("type", "operations"));
        Details place = node.details().at("operations");
        List<JsonNode> operations = node.required("operations")
                .map(list -> list(list, 1, MAX_NODES - 1, place))
                .orElse(List.of());
        List<Condition> conditions = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            node(operations.get(i), depth + 1, place.at(i)).ifPresent(conditions::add);
        }
        return conditions;
    }

    private Optional<Condition> comparison(Body node, Operator operator) {
        node.requireKnown(List.of("type", "field", "value"));
        Optional<ReportField> named =
                node.requiredWord("field", Words.all(fields)).flatMap(word -> Words.of(ReportField.class, word));
        Details place = node.details().at("value");
        if (!node.json().has("value")
                || (operator.takesList() && node.given("value").isEmpty())) {
            place.blank();
            return Optional.empty();
        }
        JsonNode value = node.json().get("value");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        ReportField field = named.get();
        if (!operator.suits(field)) {
            node.details().at("type").inclusion(Operator.words(field));
            return Optional.empty();
        }
        if (operator.takesList() || operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            return Optional.of(new OneOf(field, operator.isNegation(), values(field, operator, value, place)));
        }
        return count(value, place).map(bound -> new Compared(field, operator, bound));
    }

    private static Set<@Nullable Object> values(ReportField field, Operator operator, JsonNode value, Details place) {
        Set<@Nullable Object> values = new HashSet<>();
        if (!operator.takesList()) {
            add(values, field, value, place);
            return values;
        }
        List<JsonNode> elements = list(value, 0, MAX_VALUES, place);
        for (int i = 0; i < elements.size(); i++) {
            add(values, field, elements.get(i), place.at(i));
        }
        return values;
    }

    private static void add(Set<@Nullable Object> values, ReportField field, JsonNode value, Details place) {
        if (field.isCount()) {
            count(value, place).ifPresent(values::add);
        } else if (value.isNull()) {
            values.add(null);
        } else {
            text(value, place).ifPresent(values::add);
        }
    }

    private static Optional<Long> count(JsonNode value, Details place) {
        if (value.isNull()) {
            place.blank();
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            place.invalid("an integer of at most 64 bits");
            return Optional.empty();
        }
        return Optional.of(value.longValue());
    }

    private static Optional<String> text(JsonNode value, Details place) {
        try {
            if (value.isTextual()) {
                Text.require("value", value.textValue());
                return Optional.of(value.textValue());
            }
            place.invalid("a string or null");
        } catch (QueryException e) {
            place.invalid(e.error().expected());
        }
        return Optional.empty();
    }

    private static List<JsonNode> list(JsonNode value, int min, int max, Details place) {
        List<JsonNode> elements = new ArrayList<>();
        value.forEach(elements::add);
        if (!value.isArray() || elements.size() < min) {
            place.invalid("an array of " + min + ".." + max + " elements");
            return List.of();
        }
        if (elements.size() > max) {
            place.tooMany(max);
            return List.of();
        }
        return elements;
    }
}
