package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilterLanguageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<ReportField> FIELDS = Report.SENDINGS_LINKS.filterable();
    private static final List<String> OF_TEXTS = List.of("equal", "not_equal", "in", "not_in");
    private static final List<String> OF_COUNTS = List.of(
            "equal",
            "not_equal",
            "in",
            "not_in",
            "greated_than",
            "greater_than",
            "greater_or_equal_to",
            "less_than",
            "less_or_equal_to");

    @Test
    void keepsWhatADirectEvaluationKeeps() {
        Random random = new Random(1);
        int kept = 0;
        int ruledOut = 0;
        for (int i = 0; i < 20_000; i++) {
            ObjectNode filter = node(random, 1);
            ObjectNode record = record(random);
            Condition condition = parse(filter);
            boolean holds = condition.holds(field -> value(record.get(field.word())));
            assertThat(holds).as("%s on %s", filter, record).isEqualTo(keeps(filter, record));
            JsonNode source = record.get("source_id");
            if (source.isTextual() && !condition.mayHold(source.textValue())) {
                ruledOut++;
                assertThat(holds).as("%s on %s", filter, record).isFalse();
            }
            if (holds) {
                kept++;
                condition.sources().ifPresent(values -> assertThat(values)
                        .as("sources of %s", filter)
                        .contains(value(record.get("source_id"))));
            }
        }
        assertThat(kept).isBetween(5_000, 15_000);
        assertThat(ruledOut).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            itself                | true  | {"type":"equal","field":"source_id","value":"a"}
            another               | false | {"type":"equal","field":"source_id","value":"b"}
            all but itself        | false | {"type":"not_equal","field":"source_id","value":"a"}
            all but some          | false | {"type":"not_in","field":"source_id","value":["b","a"]}
            all but others        | true  | {"type":"not_in","field":"source_id","value":["b",null]}
            another field         | true  | {"type":"equal","field":"path","value":"b"}
            a count               | true  | {"type":"less_than","field":"visits_count","value":0}
            and, one impossible   | false | {"type":"and","operations":[{"type":"equal","field":"path","value":"b"},{"type":"not_equal","field":"source_id","value":"a"}]}
            or with another field | true  | {"type":"or","operations":[{"type":"equal","field":"path","value":"b"},{"type":"not_equal","field":"source_id","value":"a"}]}
            or, both impossible   | false | {"type":"or","operations":[{"type":"equal","field":"source_id","value":"b"},{"type":"not_equal","field":"source_id","value":"a"}]}
            """)
    void saysWhetherASourceMayMeetTheCondition(String name, boolean may, String filter) throws Exception {
        assertThat(parse(JSON.readTree(filter)).mayHold("a")).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            one value               | a    | {"type":"equal","field":"source_id","value":"a"}
            a list                  | a,b  | {"type":"in","field":"source_id","value":["b","a","b"]}
            all but one value       | any  | {"type":"not_equal","field":"source_id","value":"a"}
            another field           | any  | {"type":"equal","field":"path","value":"a"}
            what both demand        | b    | {"type":"and","operations":[{"type":"in","field":"source_id","value":["a","b"]},{"type":"in","field":"source_id","value":["b","c"]}]}
            and with another field  | a    | {"type":"and","operations":[{"type":"equal","field":"source_id","value":"a"},{"type":"less_than","field":"visits_count","value":1}]}
            an empty list           | none | {"type":"in","field":"source_id","value":[]}
            either of two           | a,b  | {"type":"or","operations":[{"type":"equal","field":"source_id","value":"a"},{"type":"equal","field":"source_id","value":"b"}]}
            either of two, or null  | a,null | {"type":"or","operations":[{"type":"equal","field":"source_id","value":"a"},{"type":"equal","field":"source_id","value":null}]}
            one or another field    | any  | {"type":"or","operations":[{"type":"equal","field":"source_id","value":"a"},{"type":"equal","field":"path","value":"a"}]}
            one or all but another  | any  | {"type":"or","operations":[{"type":"equal","field":"source_id","value":"a"},{"type":"not_equal","field":"source_id","value":"b"}]}
            """)
    void saysWhichSourcesHaveToBeRead(String name, String sources, String filter) throws Exception {
        String told = parse(JSON.readTree(filter))
                .sources()
                .map(values -> values.isEmpty()
                        ? "none"
                        : String.join(
                                ",",
                                values.stream().map(String::valueOf).sorted().toList()))
                .orElse("any");
        assertThat(told).isEqualTo(sources);
    }

    private static Condition parse(JsonNode filter) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("filter", filter);
        Details details = Details.none();
        Condition condition = FilterLanguage.parse(new Body(body, details), FIELDS);
        details.requireNone();
        return condition;
    }

    private static boolean keeps(JsonNode filter, JsonNode record) {
        JsonNode value = filter.path("value");
        JsonNode actual = record.path(filter.path("field").asText());
        return switch (filter.get("type").asText()) {
            case "and" -> elements(filter).allMatch(operation -> keeps(operation, record));
            case "or" -> elements(filter).anyMatch(operation -> keeps(operation, record));
            case "equal" -> actual.asText().equals(value.asText());
            case "not_equal" -> !actual.asText().equals(value.asText());
            case "in" -> contains(value, actual);
            case "not_in" -> !contains(value, actual);
            case "greated_than", "greater_than" -> actual.asInt() > value.asInt();
            case "greater_or_equal_to" -> actual.asInt() >= value.asInt();
            case "less_than" -> actual.asInt() < value.asInt();
            case "less_or_equal_to" -> actual.asInt() <= value.asInt();
            default -> throw new IllegalArgumentException(filter.toString());
        };
    }

    private static boolean contains(JsonNode values, JsonNode actual) {
        return StreamSupport.stream(values.spliterator(), false)
                .anyMatch(value -> value.asText().equals(actual.asText()));
    }

    private static Stream<JsonNode> elements(JsonNode filter) {
        return StreamSupport.stream(filter.get("operations").spliterator(), false);
    }

    private static Object value(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return value.isNumber() ? (Object) value.asLong() : value.asText();
    }

    private static ObjectNode node(Random random, int depth) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (depth < 4 && random.nextBoolean()) {
            node.put("type", random.nextBoolean() ? "and" : "or");
            ArrayNode operations = node.putArray("operations");
            for (int i = random.nextInt(3); i >= 0; i--) {
                operations.add(node(random, depth + 1));
            }
            return node;
        }
        ReportField field = FIELDS.get(random.nextInt(FIELDS.size()));
        List<String> operators = field.isCount() ? OF_COUNTS : OF_TEXTS;
        String operator = operators.get(random.nextInt(operators.size()));
        node.put("type", operator).put("field", field.word());
        if (!operator.endsWith("in")) {
            node.set("value", anyValue(random, field));
            return node;
        }
        ArrayNode values = node.putArray("value");
        for (int i = random.nextInt(3); i > 0; i--) {
            values.add(anyValue(random, field));
        }
        return node;
    }

    private static ObjectNode record(Random random) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        FIELDS.forEach(field -> record.set(field.word(), anyValue(random, field)));
        return record;
    }

    /** One of three values, so that values often agree. One of the three texts is null. */
    private static JsonNode anyValue(Random random, ReportField field) {
        int number = random.nextInt(3);
        if (field.isCount()) {
            return JsonNodeFactory.instance.numberNode(number);
        }
        return number == 0 ? JsonNodeFactory.instance.nullNode() : JsonNodeFactory.instance.textNode("v" + number);
    }
}
