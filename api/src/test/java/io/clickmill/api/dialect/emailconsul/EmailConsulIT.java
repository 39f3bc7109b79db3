package io.clickmill.api.dialect.emailconsul;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.TestApi;
import io.clickmill.api.TestClient;
import io.clickmill.api.TestEvent;
import io.clickmill.api.TestKey;
import io.clickmill.api.query.Field;
import io.clickmill.api.query.QueryError;
import io.clickmill.api.query.QueryException;
import io.clickmill.api.query.StatsReader;
import io.clickmill.api.query.StatsUnavailableException;
import io.javalin.Javalin;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EmailConsulIT {
    private static final String DAY =
            "?period_from=2021-07-09T00:00:00.000Z&period_to=2021-07-10T00:00:00.000Z&group=country";

    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2021-07-10T00:00:00Z"))
            .headers(Map.of("X-API-Key", "{key}"))
            .events(events())
            .key("key", key("acme"))
            .key("everything", TestKey.of("acme").dialectLimit())
            .key("other", key("other"))
            .key("no_scope", key("acme").scopes("stats:read"))
            .key("two_accounts", key("acme", "other"))
            .key("expired", key("acme").expired())
            .key("revoked", key("acme").revoked())
            .key("limited", TestKey.of("acme").perMinute(1));

    private static TestKey key(String... accountIds) {
        return TestKey.of(accountIds).scopes(EmailConsulDialect.SCOPE).dialectLimit();
    }

    static List<Case> cases() {
        return GoldenCases.of("emailconsul");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        KIT.check(golden, golden.path());
    }

    @Test
    void returnsThePlanOfEveryAnswer() throws Exception {
        HttpResponse<String> answer = ask("/tracking/link/stats/aggregated" + DAY);
        assertThat(answer.headers().firstValue("X-Clickmill-Plan"))
                .contains("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
        assertThat(ask("/tracking/link/stats/timeseries" + DAY).headers().firstValue("X-Clickmill-Plan"))
                .contains("day=1 hour=0 minute=0 log=0; rollup_rows=1 log_rows=0 late_rows=0");
    }

    @Test
    void answersAQueryStringThatCannotBeDecodedWith400() throws Exception {
        for (String value : List.of("%C3", "%ZZ", "%")) {
            assertThat(KIT.client("key").rawGet("/tracking/link/stats/aggregated" + DAY + "&campaign_id=" + value))
                    .as(value)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"statusCode\":400");
        }
    }

    @Test
    void refusesRequestsOverTheLimitOfTheKey() throws Exception {
        String path = "/tracking/link/stats/aggregated";
        TestClient limited = KIT.client("limited");
        assertThat(limited.get(path + DAY).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = limited.get(path + DAY);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("60");
        assertThat(refused.body())
                .isEqualTo("{\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":"
                        + "\"more requests than the 1 of the API key's limit; retry after 60 s\"}");
        KIT.requireDescribed("GET", path, refused);
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        StatsReader broken = query -> {
            throw new StatsUnavailableException("secret", new SQLException("also secret"));
        };
        for (String path : List.of("/tracking/link/stats/aggregated", "/api/v1.0/tracking/link/stats/timeseries")) {
            HttpResponse<String> answer = askWith(broken, path + DAY);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .isEqualTo("{\"statusCode\":500,\"error\":\"Internal Server Error\","
                            + "\"message\":\"Internal server error\"}");
            assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
            KIT.requireDescribed("GET", path, answer);
        }
    }

    @Test
    void refusesASeriesOfTooManyEntries() throws Exception {
        StatsReader full = query -> {
            throw new QueryException(QueryError.tooMany("group_by", "more than 250000 groups", "a filter"));
        };
        HttpResponse<String> answer = askWith(full, "/tracking/link/stats/timeseries" + DAY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("group: country (expected: at most 250000 entries");
    }

    @Test
    void refusesAPageThatTakesTooMuchMemory() throws Exception {
        StatsReader full = query -> {
            throw new QueryException(QueryError.tooLarge("limit", "a page that takes too much memory", "less"));
        };
        HttpResponse<String> answer = askWith(full, "/tracking/link/stats/aggregated" + DAY);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("limit: a page that takes too much memory (expected: less)");
    }

    private static HttpResponse<String> askWith(StatsReader reader, String path) throws Exception {
        Javalin server = TestApi.start(KIT.database(), KIT.clock(), reader, new EmailConsulDialect());
        try {
            return KIT.client("key").at(server.port()).get(path);
        } finally {
            server.stop();
        }
    }

    private static HttpResponse<String> ask(String path) throws Exception {
        return KIT.client("key").get(path);
    }

    /** Five different clicks, events that must not count, and 70 clicks in one minute, which are enough for rollups. */
    private static List<TestEvent> events() {
        List<TestEvent> events = new ArrayList<>();
        Recipient ann = new Recipient("ann@example.com", "GB", "192.0.2.1");
        Recipient bob = new Recipient("bob.2", "DE", "192.0.2.2");
        Recipient unknown = new Recipient("", "", "");
        events.add(click("2021-07-06T00:00:00.000Z", "spring p1 Desktop", "Chrome 91", "Read more", ann)
                .with(Map.of("source", "mail")));
        events.add(click("2021-07-06T10:15:30.250Z", "spring p1 Mobile", "Safari 14", "Read more", ann)
                .with(Map.of("source", "mail", "lang", "en")));
        events.add(click("2021-07-06T23:59:59.999Z", "spring p1 Desktop", "Firefox 89", "Shop", bob)
                .with(Map.of()));
        events.add(click("2021-07-07T00:00:00.000Z", "autumn_21 p2 Desktop", "Chrome 91", "Shop", ann)
                .with(Map.of("lang", "de")));
        events.add(
                click("2021-07-07T12:00:00.000Z", "autumn_21", "", "", unknown).with(Map.of()));
        Click ignored = click("2021-07-07T13:00:00.000Z", "spring p1 Desktop", "Chrome 91", "Shop", ann);
        events.add(ignored.as("acme", "click", true));
        events.add(ignored.as("acme", "lead", false));
        events.add(ignored.as("other", "click", false));
        for (int i = 0; i < 70; i++) {
            Recipient recipient = new Recipient("s-" + i % 7, i % 10 < 7 ? "FR" : "US", "198.51.100." + i % 2);
            String at =
                    Instant.parse("2021-07-09T09:00:00Z").plusMillis(i * 500L).toString();
            events.add(click(at, "bulk p3 Tablet", "Edge 91", "Bulk", recipient).with(Map.of()));
        }
        return events;
    }

    private record Recipient(String subscriberId, String country, String ip) {}

    private record Click(long at, Map<Field, String> values) {
        TestEvent with(Map<String, String> params) {
            return event("acme", "click", false, params);
        }

        TestEvent as(String accountId, String event, boolean bot) {
            return event(accountId, event, bot, Map.of("source", "mail"));
        }

        private TestEvent event(String accountId, String event, boolean bot, Map<String, String> params) {
            String id = accountId + event + bot + at;
            return new TestEvent(accountId, id, at, false, bot, event, id.hashCode(), 0, values, params, List.of());
        }
    }

    /** A click. {@code from} has its campaign, profile and device, separated by blanks. */
    private static Click click(String at, String from, String browser, String title, Recipient recipient) {
        String[] words = (from + "  ").split(" ", -1);
        return new Click(
                Instant.parse(at).toEpochMilli(),
                Map.of(
                        Field.CAMPAIGN,
                        words[0],
                        Field.PROFILE_ID,
                        words[1],
                        Field.DEVICE,
                        words[2],
                        Field.BROWSER_VERSION,
                        browser,
                        Field.CUSTOM_LINK_TITLE,
                        title,
                        Field.SUBSCRIBER_ID,
                        recipient.subscriberId(),
                        Field.COUNTRY,
                        recipient.country(),
                        Field.IP,
                        recipient.ip()));
    }
}
