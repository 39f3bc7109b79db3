package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenApiDocumentTest {
    private final OpenApiDocument document = OpenApiDocument.read();

    @Test
    void followsTheSpecification() {
        assertThat(document.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a name that the specification has not, /paths/~1metrics/get, sumary,      x
            a schema of an unknown type,           /components/schemas/Metric,        type, strin
            a member of an unknown type,           /components/schemas/Uniques/properties/value, type, strin
            a parameter of an unknown type,        /components/parameters/Group/schema, type, strin
            a parameter without a place,           /components/parameters/PeriodFrom, in,   ''
            a reference that leads nowhere,        /components/schemas/Metric,        $ref, '#/components/schemas/None'
            """)
    void findsViolationsOfTheSpecification(String description, String pointer, String name, String value) {
        JsonNode json = document.json().deepCopy();
        ((ObjectNode) json.at(pointer)).put(name, value);
        assertThat(OpenApiDocument.of(json).violations()).as(description).isNotEmpty();
    }

    @Test
    void hasEveryFieldAndMetricOfStats() {
        List<String> fields = Arrays.stream(Field.values()).map(Field::word).toList();
        List<String> metrics = Arrays.stream(Metric.values()).map(Metric::word).toList();
        assertThat(texts("/paths/~1v1~1stats/get/parameters", "/name")).containsAll(fields);
        assertThat(texts("/components/schemas/Field/enum", "")).containsExactlyElementsOf(fields);
        assertThat(texts("/components/schemas/Metric/enum", "")).containsExactlyElementsOf(metrics);
        List<String> columns = Stream.of(
                        Arrays.stream(Field.values()).flatMap(field -> field.columns().stream()),
                        Stream.of("campaign_id", "link_id", "source_id", "step_id"),
                        Stream.of("start"),
                        metrics.stream())
                .flatMap(names -> names)
                .toList();
        assertThat(document.json().at("/components/schemas/StatsRow/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(columns);
    }

    private List<String> texts(String pointer, String inside) {
        List<String> texts = new ArrayList<>();
        document.json().at(pointer).forEach(node -> texts.add(node.at(inside).asText()));
        return texts;
    }
}
