package io.clickmill.api.plan;

import static io.clickmill.api.plan.Asked.COMPLETE;
import static io.clickmill.api.plan.Asked.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.query.Bots;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.Filter;
import io.clickmill.api.query.Metric;
import io.clickmill.api.query.StatsQuery;
import io.clickmill.contract.Scope;
import io.clickmill.contract.words.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rollups hold the answer, and whose events are asked about. */
final class RollupSourceTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            total                            |                    |             | clicks  | rollup account by total
            by country                       |                    | country     | uniques | rollup account by country
            filter on what is grouped by     | country=GB,FR      | country     | uniques | rollup account by country only [GB, FR]
            exclusion                        | country=-GB        |             | clicks  | rollup account by country without [GB]
            campaign                         | campaign=c         | country     | uniques | rollup campaign 'c' by country
            campaign as a group of its own   | campaign=c         | campaign    | uniques | rollup campaign 'c' by total
            campaign and another group       | campaign=c         | campaign,os | uniques | rollup campaign 'c' by os
            two campaigns                    | campaign=c,d       |             | clicks  | rollup account by campaign only [c, d]
            unknown campaign                 | campaign=          |             | clicks  | rollup account by campaign only []
            uniques of two campaigns         | campaign=c,d       |             | uniques | log only
            campaigns by uniques             |                    | campaign    | uniques | log only
            link                             | link=l             | country     | clicks  | rollup link 'l' by country
            uniques of a link by country     | link=l             | country     | uniques | log only
            uniques of a link                | link=l             |             | uniques | rollup link 'l' by total
            link of a campaign               | link=l;campaign=c  |             | clicks  | rollup link 'l' by campaign only [c]
            what a link does not keep        | link=l             | url         | clicks  | log only
            source                           | source=s           | os          | uniques | rollup source 's' by os
            placement of a campaign          | campaign=c         | placement   | clicks  | rollup campaign 'c' by placement
            placement of all                 |                    | placement   | clicks  | log only
            two dimensions                   |                    | country,os  | clicks  | log only
            filter beside the group          | country=GB         | os          | clicks  | log only
            two filters                      | country=GB;os=iOS  |             | clicks  | log only
            two filters on one dimension     | country=GB;country=-FR |         | clicks  | rollup account by country only [GB] without [FR]
            what only the log has            |                    | ip          | clicks  | log only
            filter that only the log has     | ip=::1             |             | clicks  | log only
            """)
    void choosesTheRollupsThatHoldTheAnswer(
            String name, String filters, String groupBy, String metric, String expected) {
        StatsQuery.Builder query = query("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z")
                .metrics(Words.of(Metric.class, metric).orElseThrow());
        if (groupBy != null) {
            query.groupBy(Arrays.stream(groupBy.split(","))
                    .map(word -> Words.of(Field.class, word).orElseThrow())
                    .toList());
        }
        filters(filters).forEach(query::filter);
        assertThat(Planner.plan(query.build(), COMPLETE).toString().lines().findFirst())
                .hasValue(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing                |                         | account  | ''
            another field          | country=GB              | account  | ''
            a campaign             | campaign=c              | campaign | c
            a link of a campaign   | campaign=c;link=l       | link     | l
            a source of a campaign | source=s;campaign=c     | campaign | c
            two campaigns          | campaign=c,d            | account  | ''
            all but a campaign     | campaign=-c             | account  | ''
            no campaign            | campaign=               | account  | ''
            only the log has it    | source=s;ip=::1         | source   | s
            """)
    void asksAboutTheEventsOfTheNarrowestScopeThatIsSelected(String name, String filters, String scope, String id) {
        StatsQuery.Builder query = query("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z");
        filters(filters).forEach(query::filter);
        assertThat(QueryScope.of(query.build().selection()))
                .isEqualTo(new QueryScope(Scope.valueOf(scope.toUpperCase(Locale.ROOT)), id));
    }

    @Test
    void readsBotsAndValuesThatMayHaveBeenCutFromTheLog() {
        StatsQuery bots = query("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z")
                .bots(Bots.INCLUDE)
                .build();
        assertThat(Planner.plan(bots, COMPLETE)).hasToString("""
                log only
                log    2026-04-01T00:00:00Z/2026-04-02T00:00:00Z
                """);
        assertThat(sourceForValueOf(508)).startsWith("rollup account by url");
        assertThat(sourceForValueOf(509)).startsWith("log only");
    }

    private static String sourceForValueOf(int bytes) {
        return Planner.plan(
                        query("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z")
                                .filter(Filter.include(Field.URL, "u".repeat(bytes)))
                                .build(),
                        COMPLETE)
                .toString();
    }

    /** The filters of a text such as {@code country=GB,FR;os=-iOS}; none for null. */
    private static List<Filter> filters(@Nullable String text) {
        List<Filter> filters = new ArrayList<>();
        for (String filter : text == null ? new String[0] : text.split(";")) {
            String[] parts = filter.split("=", 2);
            boolean exclude = parts[1].startsWith("-");
            String values = exclude ? parts[1].substring(1) : parts[1];
            filters.add(new Filter(
                    Words.of(Field.class, parts[0]).orElseThrow(), exclude, Arrays.asList(values.split(",", -1))));
        }
        return filters;
    }
}
