package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Answer;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.GoldenEvents;
import io.clickmill.api.MutableClock;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestKey;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.javalin.Javalin;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PlacewiseIT {
    private static final Instant NOW = Instant.parse("2026-08-20T12:20:30.500Z");
    private static final String QUERY = "Reporting:Api:Query";
    private static final String QUERY_PATH = "/v1/reporting/query";
    private static final String STATS_OF_BUSY =
            "{\"report\":\"sendings_links_stats\",\"filter\":{\"type\":\"equal\",\"field\":\"source_id\",\"value\":\"busy\"}}";

    /** Each case that uses up a limit has its own key, because the clock stands still and nothing is given back. */
    @RegisterExtension
    static final DialectKit KIT = new DialectKit(NOW)
            .events(GoldenEvents.read(PlacewiseIT.class, "events.json"))
            .sql("""
                    INSERT INTO account (account_id, loyalty_club_id)
                    VALUES ('acme', 1000941), ('beta', 1000942), ('other', 1000943), ('empty', 1000944);
                    INSERT INTO account (account_id, loyalty_club_id)
                    SELECT 'many' || i, 2000001 + i FROM generate_series(0, 40) AS i""")
            .key("key", TestKey.of("acme", "beta"))
            .key("acme", TestKey.of("acme"))
            .key("empty", TestKey.of("empty"))
            .key("other", TestKey.of("other"))
            .key(
                    "many",
                    TestKey.of(IntStream.range(0, 41).mapToObj(i -> "many" + i).toArray(String[]::new)))
            .key("no-scope", TestKey.of("acme").scopes("tracking:read"))
            .key("no-report", TestKey.of("acme").scopes(QUERY))
            .key("links-stats-only", TestKey.of("acme").scopes(QUERY, "Reporting:Api:Report:SendingsLinksStats"))
            .key("expired", TestKey.of("acme").expired())
            .key("revoked", TestKey.of("acme").revoked())
            .key("limited", TestKey.of("acme").perMinute(1))
            .key("limited2", TestKey.of("acme").perMinute(3))
            .key("limited-both", TestKey.of("acme", "beta").perMinute(10))
            .key("limited-uncharged", TestKey.of("acme").perMinute(10))
            .key("limited-used", TestKey.of("acme").perMinute(1))
            .key("unlimited-by-itself", TestKey.of("acme").dialectLimit());

    static List<Case> cases() {
        return GoldenCases.of("placewise");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        Answer answer = KIT.check(golden);
        if (golden.path().equals(QUERY_PATH)) {
            requireDescribed(answer.response());
        }
    }

    /** Invalid requests for which the contract does not say which of its codes to use. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            /filter/type       | inclusion     | {"type":"like","field":"source_id","value":"x"}
            /filter/type       | inclusion     | {"type":"greater_than","field":"source_id","value":"x"}
            /filter/type       | inclusion     | {"type":"less_or_equal_to","field":"source_id","value":"x"}
            /filter/type       | inclusion     | {"type":"AND","operations":[]}
            /filter/value      | blank/invalid | {"type":"equal","field":"visits_count","value":null}
            /filter/value      | blank/invalid | {"type":"greater_than","field":"visits_count","value":null}
            /filter/value      | blank/invalid | {"type":"in","field":"source_id","value":null}
            /filter/operations | blank/invalid | {"type":"and","operations":[]}
            /filter/0          | too_many      | {"type":"and","operations":[%1000]}
            /filter/0          | too_many      | {"type":"and","operations":[%101]}
            /filter/0          | too_many      | {"type":"and","operations":[%100]}
            /filter/0          | too_many      | {"type":"and","operations":[{"type":"or","operations":[%50]},{"type":"or","operations":[%50]}]}
            /filter/value      | too_many      | {"type":"in","field":"source_id","value":[#1001]}
            """)
    void refusesAFilter(String path, String codes, String filter) throws Exception {
        JsonNode answer = client("acme").query(422, "id=1000941", statsWith(expanded(filter)));
        List<String> told = answer.path("details").at(path).findValuesAsText("error");
        assertThat(told).as(answer.toString()).isNotEmpty();
        assertThat(List.of(codes.split("/"))).as(answer.toString()).containsAll(told);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"type":"and","operations":[%99]}
            {"type":"in","field":"source_id","value":[#1000]}
            {"type":"and","operations":[{"type":"or","operations":[%49]},{"type":"or","operations":[%48]}]}
            """)
    void takesAsMuchAsAFilterMayHold(String filter) throws Exception {
        JsonNode answer = client("acme").query(200, "id=1000941", statsWith(expanded(filter)));
        assertThat(answer.get("records").findValuesAsText("source_id")).containsExactly("spring");
    }

    @Test
    void takesMoreSourcesThanAQueryMayName() throws Exception {
        String filter = expanded("""
                {"type":"or","operations":[{"type":"in","field":"source_id","value":[#1000]},
                                           {"type":"equal","field":"source_id","value":"same"}]}""");
        String body = "{\"report\":\"links_visits_history\",\"from\":\"2026-05-01\",\"to\":\"2026-08-20\","
                + "\"aggregate_by\":\"source_id\",\"filter\":" + filter + "}";
        JsonNode answer = client("acme").query(200, "id=1000941", body);
        assertThat(answer.get("series").findValuesAsText("source_id")).containsExactlyInAnyOrder("same", "spring");
    }

    @Test
    void takesFiltersOfTenLevels() throws Exception {
        client("acme").query(200, "id=1000941", statsWith(nested(10)));
        JsonNode answer = client("acme").query(422, "id=1000941", statsWith(nested(11)));
        assertThat(answer.at("/details/filter").findValuesAsText("error")).containsOnly("too_many");
        assertThat(answer.at("/details/filter").findValuesAsText("max")).containsOnly("10");
    }

    @Test
    void refusesAFieldTwiceInAggregateBy() throws Exception {
        JsonNode answer = client("acme").query(422, "id=1000941", """
                {"report":"links_visits_history","from":"2026-08-12","to":"2026-08-13","aggregate_by":["host","host"]}""");
        assertThat(answer.at("/details/aggregate_by").findValuesAsText("error")).containsOnly("invalid");
    }

    @Test
    void leavesOutWholeSeriesThatWouldExceedAThousandPoints() throws Exception {
        JsonNode answer = client("acme").query(200, "id=1000941", """
                {"report":"links_visits_history","from":"2026-06-01T00:00:00Z","to":"2026-06-01T12:00:00Z",
                 "interval":"5m","aggregate_by":"path",
                 "filter":{"type":"equal","field":"source_id","value":"points"}}""");
        assertThat(answer.get("data_points").asInt()).isEqualTo(1_000);
        assertThat(answer.get("series").findValuesAsText("path"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 10).mapToObj(i -> "/points/" + i).toList());
        // The eleventh has visits until 10:25, the others until 08:15.
        assertThat(answer.get("time_buckets")).hasSize(100);
        assertThat(answer.get("time_buckets").get(99).asText()).isEqualTo("2026-06-01T08:15:00.000+00:00");
        assertThat(answer.get("series")).allSatisfy(series -> assertThat(series.get("values"))
                .hasSize(100)
                .allSatisfy(value -> assertThat(value.asInt()).isEqualTo(1)));
    }

    @Test
    void readsBodiesOfAMebibyte() throws Exception {
        String longest = STATS_OF_BUSY + " ".repeat(1024 * 1024 - STATS_OF_BUSY.length());
        assertThat(client("acme").query("id=1000941", longest).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = client("acme").query("id=1000941", longest + " ");
        assertThat(refused.statusCode()).isEqualTo(413);
        requireDescribed(refused);
    }

    /** Jackson takes zeros among the first bytes for UTF-16 or UTF-32, and fails on these while it decodes. */
    @ParameterizedTest
    @ValueSource(strings = {"00007B00", "0000FFFE", "FEFF0000", "0000007B0000", "0000007B00110000", "7B22FF", "00"})
    void refusesBytesThatAreNotText(String hex) throws Exception {
        HttpResponse<String> answer =
                client("acme").query("id=1000941", HexFormat.of().parseHex(hex));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void takesNoMemberTwice() throws Exception {
        HttpResponse<String> answer = client("acme")
                .query("id=1000941", "{\"report\":\"sendings_links\",\"report\":\"sendings_links_stats\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"report":"sendings_links_stats","filter":{"type":"equal","field":"source_id","value":"busy"}}
            {"report":"sendings_links","filter":{"type":"equal","field":"source_id","value":"busy"}}
            {"report":"links_visits_history","from":"2025-03-10","to":"2025-03-11","interval":"1d","aggregate_by":"host","filter":{"type":"equal","field":"source_id","value":"busy"}}
            {"report":"links_visits_history","from":"2025-03-10","to":"2025-03-11","interval":"1d","aggregate_by":["source_id","path"],"filter":{"type":"equal","field":"source_id","value":"busy"}}
            """)
    void answersFromRollupsWhatTheyHold(String body) throws Exception {
        HttpResponse<String> answer = client("acme").query("id=1000941", body);
        assertThat(answer.headers().firstValue("X-Clickmill-Plan").orElse("none"))
                .matches("day=[1-9].*; rollup_rows=[1-9][0-9]* log_rows=0 late_rows=0");
    }

    @Test
    void refillsATokenASecond() throws Exception {
        MutableClock clock = new MutableClock(NOW);
        try (ClickStatsApi limited = TestApi.start(KIT.database(), clock, Map.of())) {
            PlacewiseClient client = new PlacewiseClient(limited.port(), KIT.key("unlimited-by-itself"));
            for (int left = 98; left >= 0; left -= 2) {
                assertThat(header(client.query("id=1000941", STATS_OF_BUSY), "ratelimit-remaining"))
                        .isEqualTo(Integer.toString(left));
            }
            HttpResponse<String> refused = client.query("id=1000941", STATS_OF_BUSY);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "Retry-After")).isEqualTo("1");
            requireDescribed(refused);
            clock.advance(Duration.ofSeconds(1));
            HttpResponse<String> allowed = client.query("id=1000941", STATS_OF_BUSY);
            assertThat(allowed.statusCode()).isEqualTo(200);
            assertThat(header(allowed, "ratelimit-remaining")).isEqualTo("-1");
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"report":"sendings_links_stats"}
            {"report":"sendings_links"}
            {"report":"links_visits_history","from":"2026-08-12","to":"2026-08-13"}
            """)
    void answersADatabaseThatCannotBeReadWith503(String body) throws Exception {
        KIT.withoutTables(() -> {
            HttpResponse<String> answer = client("acme").query("id=1000941", body);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).startsWith("{\"error\":\"").doesNotContain("click_event", "rollup", "scope_span");
            assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
            requireDescribed(answer);
        });
    }

    /** An earlier pattern recursed for each id, and such a list overflowed the stack. */
    @ParameterizedTest
    @CsvSource({"id=1,_1,5000", "1,_22,40", "id=,1_,5000", "id=1,1,10000", "all=all,_1,3000"})
    void refusesALongListOfCustomers(String start, String repeated, int times) throws Exception {
        JsonNode answer = client("acme").query(471, start + repeated.repeat(times), STATS_OF_BUSY);
        assertThat(answer.get("error").asText()).startsWith("The header X-Customer is wrong: ");
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        StatsReader faulty = query -> {
            throw new IllegalStateException("secret");
        };
        HttpResponse<String> answer = askWith(faulty, STATS_OF_BUSY);
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Internal server error\"}");
        assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
        requireDescribed(answer);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            a filter without source_id 'busy', which has too many visitors | {"report":"sendings_links","filter":{"type":"equal","field":"source_id","value":"busy"}}
            a shorter range | {"report":"links_visits_history","from":"2026-08-12","to":"2026-08-13"}
            """)
    void refusesAnAnswerOfMoreThanCanBeHeld(String expected, String body) throws Exception {
        StatsReader full = query -> {
            throw new QueryException(QueryError.tooMany("group_by", "more than 3 groups", "a shorter range"));
        };
        HttpResponse<String> answer = askWith(full, body);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"Invalid parameters\",\"details\":{\"report\":"
                        + "[{\"error\":\"invalid\",\"options\":{\"expected\":\"" + expected + "\"}}]}}");
        requireDescribed(answer);
    }

    private static HttpResponse<String> askWith(StatsReader reader, String body) throws Exception {
        Javalin server = TestApi.start(KIT.database(), KIT.clock(), reader, new PlacewiseDialect());
        try {
            return new PlacewiseClient(server.port(), KIT.key("acme")).query("id=1000941", body);
        } finally {
            server.stop();
        }
    }

    private static PlacewiseClient client(String word) {
        return new PlacewiseClient(KIT.port(), KIT.key(word));
    }

    private static void requireDescribed(HttpResponse<String> answer) {
        KIT.requireDescribed("POST", QUERY_PATH, answer);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private static String statsWith(String filter) {
        return "{\"report\":\"sendings_links_stats\",\"filter\":" + filter + "}";
    }

    /** The filter with {@code n} operations in place of {@code %n}, and {@code n} strings in place of {@code #n}. */
    private static String expanded(String filter) {
        return Pattern.compile("([%#])([0-9]+)").matcher(filter).replaceAll(match -> IntStream.range(
                        0, Integer.parseInt(match.group(2)))
                .mapToObj(i -> match.group(1).equals("%")
                        ? "{\"type\":\"equal\",\"field\":\"source_id\",\"value\":\"spring\"}"
                        : i == 0 ? "\"spring\"" : "\"x" + i + "\"")
                .collect(Collectors.joining(",")));
    }

    private static String nested(int levels) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("type", "equal")
                .put("field", "source_id")
                .put("value", "spring");
        for (int level = 1; level < levels; level++) {
            ObjectNode outer = JsonNodeFactory.instance.objectNode().put("type", "and");
            outer.putArray("operations").add(node);
            node = outer;
        }
        return node.toString();
    }
}
