package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.query.Field;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the answers of {@code GET /v1/stats} to valid and invalid questions. */
final class StatsRoutesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values that must be escaped in a filter, and one plain value. */
    private static final List<String> ODD_VALUES =
            List.of("Washington, D.C.", "-neg", "C:\\dir", "\\,-", "plain", ",", "\\");

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2026-03-02T12:00:00Z"))
            .fill(database ->
                    new RollupFixture(Instant.parse("2026-03-02T00:00:00Z"), Set.of()).fill(database, events()))
            .key("acme", TestKey.of("acme"))
            .key("odd", TestKey.of("odd").scopes("stats:read"))
            .key("both", TestKey.of("acme", "other").scopes("stats:read"));

    /**
     * A hundred clicks of account {@code acme} in a day, one click of {@code other}, and one click of {@code odd} for
     * each odd value.
     */
    static List<TestEvent> events() {
        List<TestEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(event("acme", i, i < 60 ? "GB" : "FR", 1 + i % 10));
        }
        events.add(event("other", 100, "DE", 1));
        for (int i = 0; i < ODD_VALUES.size(); i++) {
            events.add(event("odd", i, ODD_VALUES.get(i), 1));
        }
        return events;
    }

    @Test
    void answersCountsByGroup() throws Exception {
        HttpResponse<String> response =
                get("/v1/stats?from=2026-03-01&to=2026-03-02&group_by=country&metrics=clicks,uniques,leads", "acme");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("X-Clickmill-Plan"))
                .hasValue("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
        assertThat(response.body())
                .isEqualTo("{\"data\":["
                        + "{\"country\":\"GB\",\"clicks\":60,"
                        + "\"uniques\":{\"value\":10,\"exact\":true,\"low\":10,\"high\":10},\"leads\":0},"
                        + "{\"country\":\"FR\",\"clicks\":40,"
                        + "\"uniques\":{\"value\":10,\"exact\":true,\"low\":10,\"high\":10},\"leads\":0}],"
                        + "\"meta\":{\"total\":2,\"progress\":\"2026-03-02T00:00:00Z\","
                        + "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-02T00:00:00Z\"}}");
    }

    @Test
    void takesEveryGroupValueAsAFilter() throws Exception {
        String range = "/v1/stats?from=2026-03-01&to=2026-03-02";
        JsonNode groups =
                JSON.readTree(get(range + "&group_by=country", "odd").body()).get("data");
        assertThat(groups).hasSameSizeAs(ODD_VALUES);
        for (JsonNode group : groups) {
            String value = group.get("country").asText();
            String escaped = URLEncoder.encode(value.replaceAll("[\\\\,-]", "\\\\$0"), StandardCharsets.UTF_8);
            assertThat(get(range + "&group_by=country&country=" + escaped, "odd")
                            .body())
                    .contains("\"data\":[" + group + "]");
            assertThat(get(range + "&country=-" + escaped, "odd").body())
                    .contains("{\"clicks\":" + (ODD_VALUES.size() - 1) + "}");
        }
    }

    @ParameterizedTest
    @CsvSource({"+05:45, 2026-03-01T06:00:00+05:45", "Etc/GMT+5, 2026-02-28T20:00:00-05:00"})
    void takesAZoneWhosePlusIsNotEncoded(String zone, String start) throws Exception {
        String range = "/v1/stats?from=2026-03-01T01:00:00Z&to=2026-03-01T02:00:00Z";
        assertThat(get(range + "&interval=hour&timezone=" + zone, "acme").body())
                .startsWith("{\"data\":[{\"start\":\"" + start + "\",\"clicks\":60}]");
    }

    @Test
    void answersASeriesInTheAskedZone() throws Exception {
        HttpResponse<String> response = get(
                "/v1/stats?from=2026-03-01&to=2026-03-03&interval=day&timezone=Asia/Kolkata&country=-FR&limit=1",
                "acme");
        assertThat(response.body())
                .isEqualTo("{\"data\":[{\"start\":\"2026-03-01T00:00:00+05:30\",\"clicks\":60}],"
                        + "\"meta\":{\"total\":1,\"progress\":\"2026-03-02T00:00:00Z\","
                        + "\"from\":\"2026-03-01T00:00:00+05:30\",\"to\":\"2026-03-03T00:00:00+05:30\",\"complete\":"
                        + "{\"from\":\"2026-03-01T00:00:00+05:30\",\"to\":\"2026-03-02T00:00:00+05:30\"}}}");
    }

    @Test
    void answersTheLast24HoursByDefault() throws Exception {
        assertThat(get("/v1/stats", "acme").body())
                .isEqualTo("{\"data\":[{\"clicks\":40}],"
                        + "\"meta\":{\"total\":1,\"progress\":\"2026-03-02T00:00:00Z\","
                        + "\"from\":\"2026-03-01T12:00:00Z\",\"to\":\"2026-03-02T12:00:00Z\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv                             | text/csv
            text/html, TEXT/CSV; q=0.5           | text/csv
            text/csv, */*;q=0.1                  | text/csv
            text/csv, application/json           | application/json
            text/csv;q=0, */*                    | application/json
            text/*, */*                          | application/json
            text/html                            | application/problem+json
            application/xml, application/json;q=0 | application/problem+json
            """)
    void answersInTheFormThatTheClientTakes(String accept, String type) throws Exception {
        String path = "/v1/stats?from=2026-03-01&to=2026-03-02&group_by=country&limit=1";
        HttpResponse<String> response =
                KIT.client("acme").send(KIT.client("acme").request(path).header("Accept", accept));
        assertThat(response.headers().firstValue("Content-Type").orElse("").split(";")[0])
                .isEqualTo(type);
        assertThat(response.statusCode()).isEqualTo(type.contains("problem") ? 406 : 200);
        if (type.equals("text/csv")) {
            assertThat(response.body()).isEqualTo("country,clicks\r\nGB,60\r\n");
            assertThat(response.headers().firstValue("X-Clickmill-Total")).hasValue("2");
        }
    }

    @Test
    void givesASeriesARowForEveryStepIfAsked() throws Exception {
        JsonNode answer = JSON.readTree(get(
                        "/v1/stats?from=2026-03-01T00:30:00Z&to=2026-03-02&interval=hour&group_by=country&fill=zero"
                                + "&search=gb",
                        "acme")
                .body());
        assertThat(answer.get("data")).hasSize(24);
        assertThat(answer.get("data").get(1).toString())
                .isEqualTo("{\"country\":\"GB\",\"start\":\"2026-03-01T01:00:00Z\",\"clicks\":60}");
        assertThat(answer.get("data").get(20).toString())
                .isEqualTo("{\"country\":\"GB\",\"start\":\"2026-03-01T20:00:00Z\",\"clicks\":0}");
        assertThat(answer.get("meta").get("complete").toString())
                .isEqualTo("{\"from\":\"2026-03-01T01:00:00Z\",\"to\":\"2026-03-02T00:00:00Z\"}");
    }

    @Test
    void movesBothEndsOfTheRangeByTheCalendarOfTheZone() throws Exception {
        JsonNode meta = JSON.readTree(get(
                                "/v1/stats?from=2026-03-29&to=2026-03-30T12:00:00%2B02:00&timezone=Europe/Berlin&shift=-P1D",
                                "acme")
                        .body())
                .get("meta");
        assertThat(meta.get("from").asText()).isEqualTo("2026-03-28T00:00:00+01:00");
        assertThat(meta.get("to").asText()).isEqualTo("2026-03-29T12:00:00+02:00");
    }

    @Test
    void saysWhatIsKnownOfTheLinksOfItsRows() throws Exception {
        try (Connection connection = KIT.database().owner().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO link (account_id, link_id, domain, key, url, external_id, attributes, created_at, updated_at)
                    VALUES ('acme', '', 'a.co', 'k', 'https://x.test/', '', '{"title":"Shoes","tags":[{"id":"t1","name":"Spring"}]}',
                            now(), now()),
                           ('odd', '', 'b.co', 'secret', '', '', '{}', now(), now())""");
        }
        assertThat(get("/v1/stats?from=2026-03-01&to=2026-03-02&group_by=link&include=link", "acme")
                        .body())
                .endsWith("\"links\":{\"\":{\"title\":\"Shoes\",\"domain\":\"a.co\",\"key\":\"k\","
                        + "\"url\":\"https://x.test/\",\"external_id\":\"\","
                        + "\"tags\":[{\"id\":\"t1\",\"name\":\"Spring\"}]}}}}");
    }

    @Test
    void namesAFieldInTheAnswerAsTheRequestDoes() throws Exception {
        assertThat(get("/v1/stats?from=2026-03-01&to=2026-03-02&group_by=link_id&campaign_id=", "acme")
                        .body())
                .startsWith("{\"data\":[{\"link_id\":\"\",\"clicks\":100}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limit=0                  | limit: 0 (expected: 1..10000)
            limit=x                  | limit: x (expected: 1..10000)
            limit=1&limit=2          | limit: 1 and 2 (expected: once, values separated by commas)
            timezone=Mars            | timezone: Mars (expected: an IANA time zone, such as Europe/Berlin)
            timezone=europe/berlin   | timezone: europe/berlin (expected: an IANA time zone, such as Europe/Berlin)
            timezone=%2B25:00        | timezone: +25:00 (expected: an IANA time zone, such as Europe/Berlin)
            timezone=                | timezone:  (expected: an IANA time zone, such as Europe/Berlin)
            from=yesterday           | from: yesterday (expected: an ISO 8601 instant with offset, or a date)
            from=2026-03-01T00:00:00 | from: 2026-03-01T00:00:00 (expected: an ISO 8601 instant with offset, or a date)
            interval=year            | interval: year (expected: total, minute, 5minutes, hour, day, week, month)
            country=%5CGB            | country: \\\\GB (expected: a backslash only before a comma, a minus or a backslash)
            bots=yes                 | bots: yes (expected: exclude, include, only)
            metrics=clicks,views     | metrics: views (expected: clicks, uniques, leads, sales, sale_amount)
            sort=-views              | sort: -views (expected: a metric or field asked for, or start, with - for descending)
            shift=-7D                | shift: -7D (expected: an ISO 8601 period, such as -P7D, -P1M or -PT24H)
            shift=P9000Y             | shift: P9000Y (expected: years 1000 to 9999)
            shift=P9999999999Y       | shift: P9999999999Y (expected: an ISO 8601 period, such as -P7D, -P1M or -PT24H)
            shift=-P1M&from=2026-03-30T23:00:00Z&to=2026-03-31T01:00:00Z | shift: P-1M (expected: a period that keeps from, 2026-02-28T23:00:00Z, before to, 2026-02-28T01:00:00Z)
            fill=zero                | fill: zero (expected: an interval other than total)
            fill=null&interval=day   | fill: null (expected: zero)
            search=x                 | search: x (expected: a field in group_by)
            group_by=ip&search=%00   | search: a value with U+0000 (expected: text without NUL or lone surrogates)
            having=clicks%3E%3Ex     | having: clicks>>x (expected: a metric, one of =, !=, >, >=, < and <=, and a number, as in clicks>=10)
            having=leads%3E1         | having: leads>1 (expected: a metric asked for)
            include=link             | include: link (expected: link, with link among the fields of group_by)
            include=tag&group_by=link | include: tag (expected: link, with link among the fields of group_by)
            from=2027-01-01          | to: 2026-03-02T12:00:00Z (expected: not before from, 2027-01-01T00:00:00Z)
            """)
    void namesAWrongParameter(String query, String detail) throws Exception {
        HttpResponse<String> response = get("/v1/stats?" + query, "acme");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"detail\":\"" + detail + "\"");
    }

    @Test
    void refusesAParameterThatCannotBeDecoded() throws Exception {
        assertThat(KIT.client("acme").rawGet("/v1/stats?country=%ZZ"))
                .startsWith("HTTP/1.1 400 ")
                .contains("query: %ZZ (expected: two hexadecimal digits after each %)");
    }

    @Test
    void returnsAProblemInFull() throws Exception {
        assertThat(get("/v1/stats?offset=-1", "acme").body())
                .isEqualTo("{\"type\":\"urn:clickmill:problem:invalid-parameter\",\"title\":\"Bad Request\","
                        + "\"status\":400,\"detail\":\"offset: -1 (expected: 0..2147483647)\",\"code\":\"invalid\","
                        + "\"parameter\":\"offset\",\"value\":\"-1\",\"expected\":\"0..2147483647\"}");
        assertThat(get("/v1/stats?colour=red", "acme").body())
                .contains("\"code\":\"unknown\",\"parameter\":\"colour\",\"value\":\"red\"");
    }

    @Test
    void opensOnlyTheAccountsOfTheKey() throws Exception {
        String range = "from=2026-03-01&to=2026-03-02";
        assertThat(get("/v1/stats?" + range + "&account_id=other", "both").body())
                .contains("{\"clicks\":1}");
        assertThat(get("/v1/stats?" + range + "&account_id=acme", "both").body())
                .contains("{\"clicks\":100}");
        assertThat(get("/v1/stats?" + range, "both").body())
                .contains("account_id: missing (expected: one of the accounts that the API key opens)");
        assertThat(get("/v1/stats?" + range + "&account_id=other", "acme").statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return KIT.client(key).get(path);
    }

    private static TestEvent event(String account, int number, String country, long visitor) {
        Instant at = number < 60 ? Instant.parse("2026-03-01T01:00:00Z") : Instant.parse("2026-03-01T20:00:00Z");
        return new TestEvent(
                account,
                "e" + number,
                at.plusSeconds(number).toEpochMilli(),
                false,
                false,
                "click",
                visitor,
                0,
                Map.of(Field.COUNTRY, country),
                Map.of(),
                List.of());
    }
}
