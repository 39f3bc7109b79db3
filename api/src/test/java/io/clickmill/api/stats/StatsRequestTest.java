package io.clickmill.api.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.http.QueryParameters;
import io.clickmill.api.query.Comparison;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Having;
import io.clickmill.api.query.Interval;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.Sort;
import io.clickmill.contract.words.Words;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatsRequestTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            -                        ; clicks
            event=lead               ; leads
            event=sale,lead          ; leads,sales
            event=-click             ; leads,sales
            event=-lead              ; clicks,sales
            event=-lead,sale         ; clicks
            event=none               ; clicks
            event=sale metrics=clicks; clicks
            country=DE               ; clicks
            """)
    void countsByDefaultWhatTheFilterOnEventsLetsPass(String query, String metrics) {
        assertThat(parse(query).query().metrics())
                .containsExactlyElementsOf(Arrays.stream(metrics.split(","))
                        .map(word -> Words.of(Metric.class, word).orElseThrow())
                        .toList());
    }

    @Test
    void sortsByTheFirstOfTheDefaultMetrics() {
        assertThat(parse("event=sale,lead group_by=country").query().sort()).isEqualTo(Sort.descending(Metric.LEADS));
    }

    @ParameterizedTest
    @CsvSource({"campaign_id,CAMPAIGN", "link_id,LINK", "source_id,SOURCE", "step_id,STEP", "step,STEP"})
    void takesAFieldByItsNameInEvents(String name, Field field) {
        StatsRequest.Question question = parse(name + "=a,b group_by=country," + name + " sort=" + name);
        assertThat(question.query().selection().filters()).containsExactly(Filter.include(field, "a", "b"));
        assertThat(question.query().groupBy()).containsExactly(Field.COUNTRY, field);
        assertThat(question.query().sort()).isEqualTo(Sort.ascending(field));
        assertThat(question.columns()).containsExactly("country", name);
    }

    @Test
    void hasTwoColumnsForParams() {
        assertThat(parse("group_by=params,link").columns()).containsExactly("params_name", "params_value", "link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link=a link_id=b", "group_by=step,step_id", "sort=campaign_id group_by=link"})
    void refusesAFieldByBothOfItsNamesAndASortByWhatIsNotAskedFor(String query) {
        assertThatThrownBy(() -> parse(query)).isInstanceOf(QueryException.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"link_id=a\\b,link_id", "campaign_id=a\\,campaign_id", "step=a\\b,step"})
    void namesTheParameterAsItWasGiven(String query, String parameter) {
        assertThatThrownBy(() -> parse(query)).isInstanceOfSatisfying(QueryException.class, e -> assertThat(
                        e.error().parameter())
                .isEqualTo(parameter));
    }

    @ParameterizedTest
    @EnumSource(Interval.class)
    void namesEveryIntervalInTheErrorForAnUnknownOne(Interval interval) {
        assertThatThrownBy(() -> parse("interval=quarter")).hasMessageContaining(interval.word());
    }

    @Test
    void choosesRowsByTheirMetrics() {
        assertThat(parse("metrics=clicks,uniques having=clicks>=10,uniques!=3,clicks<123456789012345678")
                        .query()
                        .rows()
                        .having())
                .containsExactly(
                        new Having(Metric.CLICKS, Comparison.GREATER_OR_EQUAL, 10),
                        new Having(Metric.UNIQUES, Comparison.NOT_EQUAL, 3),
                        new Having(Metric.CLICKS, Comparison.LESS, 123_456_789_012_345_678L));
    }

    @Test
    void refusesConditionsAndTextsThatCostMoreThanTheyFind() {
        assertThatThrownBy(() -> parse("having=" + "clicks>0,".repeat(10) + "clicks>0"))
                .hasMessage("having: 11 conditions (expected: at most 10)");
        assertThat(parse("group_by=url search=" + "é".repeat(256))
                        .query()
                        .rows()
                        .search())
                .hasSize(256);
        assertThatThrownBy(() -> parse("group_by=url search=" + "é".repeat(257)))
                .hasMessageStartingWith("search: 257 characters (expected: at most 512 bytes");
    }

    /** Parses parameters that are separated by spaces. */
    private static StatsRequest.Question parse(String query) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String parameter : query.split(" +")) {
            if (parameter.contains("=")) {
                String[] parts = parameter.split("=", 2);
                parameters.put(parts[0], List.of(parts[1]));
            }
        }
        return StatsRequest.parse(new QueryParameters(parameters), "acme", NOW);
    }
}
