package io.clickmill.api.dialect.dub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Case;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden cases of all endpoints, and comparisons of the statistics with other answers. */
final class DubIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** More than 64 events of each kind together, so that there are rollups of the hour and of the day. */
    private static final String BUSY_DAY = "start=2025-03-10&end=2025-03-10";

    private static final RememberedEvents PUBLISHED = new RememberedEvents();

    @RegisterExtension
    static final DialectKit KIT = DubFixture.kit(PUBLISHED);

    @BeforeEach
    void forgetEvents() {
        PUBLISHED.clear();
    }

    static List<Case> cases() {
        return GoldenCases.of("dub");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        KIT.check(golden, golden.path());
        JsonNode expected = golden.json().path("published");
        if (expected.isMissingNode()) {
            assertThat(PUBLISHED.events()).as(golden.toString()).isEmpty();
        } else {
            assertThat(GoldenCases.masked(expected, PUBLISHED.events()))
                    .as(golden + ": what is sent to the stream")
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "country=%00",
                "country=%C3",
                "country=%ZZ",
                "country=%",
                "domain=a%00&key=b",
                "externalId=ext_%00"
            })
    void refusesTextThatNoEventHolds(String value) throws Exception {
        assertThat(KIT.client("key").rawGet("/events?" + value))
                .startsWith("HTTP/1.1 4")
                .contains("{\"error\":{\"code\":", "\"doc_url\":");
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        KIT.withoutTables(() -> {
            for (String path : List.of("/events", "/analytics")) {
                HttpResponse<String> answer = get(path);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"error\":{\"code\":\"internal_server_error\",\"message\":\"An internal server error"
                                        + " occurred. Please contact our support if the problem persists.\",\"doc_url\":"
                                        + "\"https://dub.co/docs/api-reference/errors#internal-server-error\"}}");
                assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
                KIT.requireDescribed("GET", path, answer);
            }
        });
    }

    /**
     * The counters of a link in an event are those of all time, whatever range and filters the page has. A link without
     * clicks has no time of a last click.
     */
    @Test
    void listsEventsWithTheTotalsOfTheirLinks() throws Exception {
        int links = 0;
        for (String event : List.of("clicks", "leads", "sales")) {
            JsonNode page = JSON.readTree(
                    get("/events?interval=all&country=US,DE&event=" + event).body());
            for (JsonNode link : page.findValues("link")) {
                String id = link.get("id").asText();
                JsonNode all = JSON.readTree(get("/analytics?event=composite&interval=all&linkId=" + id)
                        .body());
                for (String counter : List.of("clicks", "leads", "sales", "saleAmount")) {
                    assertThat(link.get(counter)).as(id + " " + counter).isEqualTo(all.get(counter));
                }
                JsonNode newest = JSON.readTree(
                        get("/events?interval=all&limit=1&linkId=" + id).body());
                assertThat(link.get("lastClicked")).as(id).isEqualTo(newest.at("/0/timestamp"));
                links++;
            }
        }
        assertThat(links).isPositive();
    }

    /** If rollups have the counts, they are answered from these, and are equal to the counts of {@code /v1/stats}. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            count,        -,            -
            timeseries,   -,            start
            continents,   continent,    continent
            countries,    country,      country
            regions,      region,       region
            devices,      device,       device
            browsers,     browser,      browser
            os,           os,           os
            triggers,     trigger,      trigger
            referers,     referer_domain, referer
            top_links,    link,         link
            top_urls,     url,          url
            utm_sources,  utm_source,   utm_source
            utm_mediums,  utm_medium,   utm_medium
            utm_campaigns,utm_campaign, utm_campaign
            utm_terms,    utm_term,     utm_term
            utm_contents, utm_content,  utm_content
            """)
    void answersFromRollupsWhatStatsCounts(String groupBy, String field, String column) throws Exception {
        HttpResponse<String> dub = get("/analytics?event=composite&groupBy=" + groupBy + "&" + BUSY_DAY);
        assertThat(dub.statusCode()).as(dub.body()).isEqualTo(200);
        assertThat(dub.headers().firstValue("X-Clickmill-Plan").orElse("none"))
                .matches("day=.*; rollup_rows=[1-9][0-9]* log_rows=0 late_rows=0");
        String question = "/v1/stats?from=2025-03-10&to=2025-03-11&metrics=clicks,leads,sales,sale_amount"
                + (field.equals("-") ? "" : "&group_by=" + field)
                + (groupBy.equals("timeseries") ? "&interval=hour" : "");
        Map<String, List<Long>> stats = new HashMap<>();
        for (JsonNode row : JSON.readTree(get(question).body()).get("data")) {
            put(stats, row, field.equals("-") ? column : field, "sale_amount");
        }
        Map<String, List<Long>> answered = new HashMap<>();
        JsonNode rows = JSON.readTree(dub.body());
        for (JsonNode row : rows.isArray() ? rows : JSON.createArrayNode().add(rows)) {
            put(answered, row, column, "saleAmount");
        }
        List<Long> unknown = stats.remove("");
        if (groupBy.equals("referers")) {
            stats.put("(direct)", unknown);
        }
        answered.values().removeIf(numbers -> numbers.stream().allMatch(number -> number == 0));
        assertThat(answered).isNotEmpty().isEqualTo(stats);
    }

    private static void put(Map<String, List<Long>> rows, JsonNode row, String column, String amount) {
        String value = row.path(column).asText("all");
        String key = column.equals("start") ? value.substring(0, 16) : value;
        rows.put(
                key,
                List.of(
                        row.get("clicks").asLong(),
                        row.get("leads").asLong(),
                        row.get("sales").asLong(),
                        row.get(amount).asLong()));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return KIT.client("everything").get(path);
    }
}
