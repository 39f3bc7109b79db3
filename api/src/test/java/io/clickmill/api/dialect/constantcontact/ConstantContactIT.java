package io.clickmill.api.dialect.constantcontact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.GoldenEvents;
import io.clickmill.api.TestKey;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConstantContactIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCOPE = "contacts:read";
    private static final String CAMPAIGNS = "/v2/emailmarketing/campaigns/";
    private static final String CLICKS = CAMPAIGNS + "1100394165287/tracking/clicks";
    /** 501 clicks, 100 ms apart. */
    private static final String BUSY = CAMPAIGNS + "1100000000004/tracking/clicks/1";
    /** Seven clicks of one millisecond. */
    private static final String SAME = CAMPAIGNS + "1100000000005/tracking/clicks/1";

    /** {@code default} and {@code four} have the dialect's own limit. */
    @RegisterExtension
    static final DialectKit KIT = new DialectKit(Instant.parse("2012-12-20T12:00:00Z"))
            .events(GoldenEvents.read(ConstantContactIT.class, "events.json"))
            .key("key", TestKey.of("acme"))
            .key("scope", TestKey.of("acme").scopes(SCOPE))
            .key("other", TestKey.of("other").scopes(SCOPE))
            .key("both", TestKey.of("acme", "other").scopes(SCOPE))
            .key("expired", TestKey.of("acme").scopes(SCOPE).expired())
            .key("revoked", TestKey.of("acme").scopes(SCOPE).revoked())
            .key("no-scope", TestKey.of("acme").scopes("tracking:read"))
            .key("limited", TestKey.of("acme").scopes(SCOPE).perMinute(1))
            .key("limited-no-scope", TestKey.of("acme").scopes("tracking:read").perMinute(1))
            .key("default", TestKey.of("acme").scopes(SCOPE).dialectLimit())
            .key("four", TestKey.of("acme").scopes(SCOPE).dialectLimit());

    static List<Case> cases() {
        return GoldenCases.of("constantcontact");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        // Paths without data, and paths without a link id, are not described. Their errors are those of the clicks.
        KIT.check(golden, golden.path().matches(".*/clicks(/[^?]+)?(\\?.*)?") ? golden.path() : CLICKS);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1, 7
            2, 4
            3, 3
            6, 2
            7, 1
            500, 1
            """)
    void followsPagesThroughOneMillisecond(int limit, int pages) throws Exception {
        List<JsonNode> all = follow(SAME, "&limit=" + limit);
        assertThat(all).hasSize(pages);
        assertThat(contacts(all)).containsExactly("76", "75", "74", "73", "72", "71", "70");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1, 501
            2, 251
            7, 72
            100, 6
            500, 2
            """)
    void followsPagesToTheEnd(int limit, int pages) throws Exception {
        List<JsonNode> all = follow(BUSY, "&limit=" + limit);
        assertThat(all).hasSize(pages);
        List<String> dates = dates(all);
        assertThat(dates).hasSize(501).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(dates.get(0)).isEqualTo("2012-12-10T09:00:50.000Z");
        assertThat(dates.get(500)).isEqualTo("2012-12-10T09:00:00.000Z");
    }

    @Test
    void hasFiveHundredClicksOnAPageByDefault() throws Exception {
        assertThat(follow(BUSY, ""))
                .extracting(page -> page.get("results").size())
                .containsExactly(500, 1);
    }

    @Test
    void keepsTheDateFromPageToPage() throws Exception {
        List<JsonNode> pages = follow(CLICKS + "/1", "&limit=1&created_since=2012-12-06T13:06:25.05Z");
        assertThat(dates(pages))
                .containsExactly(
                        "2012-12-06T13:06:25.732Z",
                        "2012-12-06T13:06:25.633Z",
                        "2012-12-06T13:06:25.633Z",
                        "2012-12-06T13:06:25.050Z");
        assertThat(pages).hasSize(4);
    }

    @Test
    void acceptsATokenOfALinkAtThePathOfAllClicks() throws Exception {
        String token = token(CLICKS + "/1", "&limit=2");
        JsonNode ofLink = page(CLICKS + "/1", "&next=" + token);
        assertThat(page(CLICKS, "&next=" + token).get("results")).isEqualTo(ofLink.get("results"));
        assertThat(ofLink.get("results")).hasSize(2);
        assertThat(page(CLICKS + "/1", "&updateSummary=true&next=" + token)).isEqualTo(ofLink);
    }

    @Test
    void neitherSkipsNorRepeatsClicksWhileOthersCome() throws Exception {
        String campaign = CAMPAIGNS + "1100000000006/tracking/clicks";
        for (String second : List.of("02", "04", "06", "08")) {
            addClick("1100000000006", "m-" + second, second);
        }
        JsonNode first = page(campaign, "&limit=2");
        addClick("1100000000006", "m-09", "09");
        addClick("1100000000006", "m-05", "05");
        addClick("1100000000006", "l-04", "04");
        addClick("1100000000006", "n-06", "06");
        JsonNode second = JSON.readTree(get(nextOf(first), "key").body());
        JsonNode third = JSON.readTree(get(nextOf(second), "key").body());
        assertThat(contacts(List.of(first, second, third)))
                .containsExactly("m-08", "m-06", "m-05", "m-04", "l-04", "m-02");
        assertThat(third.at("/meta/pagination")).isEmpty();
        assertThat(contacts(follow(campaign, "")))
                .containsExactly("m-09", "m-08", "n-06", "m-06", "m-05", "m-04", "l-04", "m-02");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key   | 1100394165287/tracking/clicks/2 |
            key   | 1100394165287/tracking/clicks/none |
            key   | 1100000000004/tracking/clicks/1 |
            key   | 1100000000004/tracking/clicks |
            other | 1100394165287/tracking/clicks/1 |
            key   | 1100394165287/tracking/clicks/1 | &limit=2
            key   | 1100394165287/tracking/clicks/1 | &created_since=2012-12-06T13:06:25Z
            """)
    void refusesATokenOfAnotherList(String key, String path, String more) throws Exception {
        String next = "&next=" + token(CLICKS + "/1", "&limit=2") + (more == null ? "" : more);
        requireTokenRefused(get(CAMPAIGNS + path + "?api_key=" + KIT.key(key) + next, key));
    }

    @Test
    void refusesATokenOfAllClicksAtThePathOfALink() throws Exception {
        String next = "&next=" + token(CLICKS, "&limit=2");
        requireTokenRefused(get(CLICKS + "/1?api_key=" + KIT.key("key") + next, "key"));
    }

    @Test
    void refusesATokenThatWasChanged() throws Exception {
        String token = token(CLICKS + "/1", "&limit=2&created_since=2012-12-06T13:06:25Z");
        List<String> changed = new ArrayList<>(List.of(
                token.substring(1), token.substring(0, token.length() - 1), token.substring(0, 3), token + "A"));
        for (int i = 0; i < token.length(); i++) {
            changed.add(token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1));
        }
        for (String wrong : changed) {
            requireTokenRefused(get(CLICKS + "/1?api_key=" + KIT.key("key") + "&next=" + wrong, "key"));
        }
    }

    @Test
    void takesAKeyWithTheScopeAlone() throws Exception {
        HttpResponse<String> answer = get(CLICKS + "?api_key=" + KIT.key("scope"), "scope");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=%C3", "created_since=%ZZ", "next=%", "created_since=%00", "next=%00"})
    void refusesAQueryThatCannotBeDecoded(String query) throws Exception {
        assertThat(KIT.client("key").rawGet(CLICKS + "/1?api_key=" + KIT.key("key") + "&" + query))
                .startsWith("HTTP/1.1 400 ")
                .contains("[{\"error_key\":\"", "\"error_message\":\"");
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        KIT.withoutTables(() -> {
            for (String path : List.of(CLICKS, CLICKS + "/1")) {
                HttpResponse<String> answer = ask(path, "");
                assertThat(answer.statusCode()).isEqualTo(500);
                assertThat(JSON.readTree(answer.body()).at("/0/error_key").asText())
                        .isEqualTo("http.status.internal_server_error");
                assertThat(answer.body()).doesNotContain("secret");
                assertThat(answer.headers().firstValue("X-Trace-Id")).isPresent();
                KIT.requireDescribed("GET", path, answer);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/contacts", "/v2/lists", "/v2"})
    void knowsNoOtherPath(String path) throws Exception {
        HttpResponse<String> answer = get(path + "?api_key=" + KIT.key("key"), "key");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "[{\"error_key\":\"http.status.not_found\",\"error_message\":\"There is no " + path + ".\"}]");
    }

    private static void requireTokenRefused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).at("/0/error_key").asText()).isEqualTo("http.status.bad_request");
    }

    private static String token(String path, String more) throws Exception {
        String next = page(path, more).at("/meta/pagination/next_link").asText();
        return next.substring(next.indexOf("?next=") + "?next=".length());
    }

    /** The first page of what is asked and all that follow it, joined as the vendor's clients do. */
    private static List<JsonNode> follow(String path, String more) throws Exception {
        List<JsonNode> pages = new ArrayList<>();
        for (JsonNode page = page(path, more); ; ) {
            pages.add(page);
            assertThat(pages).as("pages").hasSizeLessThan(600);
            if (page.at("/meta/pagination").isEmpty()) {
                return pages;
            }
            String next = page.at("/meta/pagination/next_link").asText();
            assertThat(next).matches(path + "\\?next=[A-Za-z0-9_-]+");
            page = page(path, "&next=" + next.substring(next.indexOf("=") + 1));
        }
    }

    private static String nextOf(JsonNode page) {
        return page.at("/meta/pagination/next_link").asText() + "&api_key=" + KIT.key("key");
    }

    private static JsonNode page(String path, String more) throws Exception {
        HttpResponse<String> answer = ask(path, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        KIT.requireDescribed("GET", path, answer);
        JsonNode page = JSON.readTree(answer.body());
        // The vendor's Java client refuses members that it does not know, its PHP client a missing pagination.
        assertThat(page.at("/meta/pagination").isObject()).isTrue();
        for (JsonNode result : page.get("results")) {
            assertThat(result.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "activity_type", "campaign_id", "contact_id", "email_address", "link_id", "click_date");
            assertThat(result).allMatch(JsonNode::isTextual);
        }
        return page;
    }

    private static List<JsonNode> results(List<JsonNode> pages) {
        List<JsonNode> results = new ArrayList<>();
        pages.forEach(page -> page.get("results").forEach(results::add));
        return results;
    }

    private static List<String> dates(List<JsonNode> pages) {
        return texts(pages, "click_date");
    }

    private static List<String> contacts(List<JsonNode> pages) {
        return texts(pages, "contact_id");
    }

    private static List<String> texts(List<JsonNode> pages, String field) {
        return results(pages).stream().map(result -> result.get(field).asText()).toList();
    }

    private static HttpResponse<String> ask(String path, String more) throws Exception {
        return get(path + "?api_key=" + KIT.key("key") + more, "key");
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return KIT.client(key).get(path);
    }

    /** A late click whose id is the contact's, in the second of 2012-12-10T09:00. */
    private static void addClick(String campaign, String id, String second) {
        KIT.update("""
                INSERT INTO click_event
                SELECT (jsonb_populate_record(c, jsonb_build_object(
                           'event_id', ?::text, 'subscriber_id', ?::text, 'campaign_id', ?::text,
                           'occurred_at', ?::text, 'late', true))).*
                  FROM click_event c
                 WHERE account_id = 'acme' AND event_id = 'cc_busy-0'""", id, id, campaign, "2012-12-10T09:00:" + second + "Z");
        KIT.update("""
                INSERT INTO scope_span (account_id, scope, scope_id, first_day, last_day)
                VALUES ('acme', 'campaign', ?, '2012-12-10', '2012-12-10')
                ON CONFLICT (account_id, scope, scope_id) DO UPDATE SET last_day = EXCLUDED.last_day""", campaign);
    }
}
