package io.clickmill.api.dialect.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.ClickStatsApi;
import io.clickmill.api.DialectKit;
import io.clickmill.api.GoldenCases;
import io.clickmill.api.GoldenCases.Case;
import io.clickmill.api.TestApi;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SendGridIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATS = "/v3/marketing/stats";
    private static final String AUTOMATION = STATS + "/automations/f15982c1-a82c-4e87-a6b2-a4a63b4b7644/links";
    private static final String MANY = STATS + "/automations/auto-many/links";
    private static final String MOVING = STATS + "/automations/auto-moving/links";

    @RegisterExtension
    static final DialectKit KIT = SendGridFixture.kit();

    static List<Case> cases() {
        return GoldenCases.of("sendgrid");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsDocumented(Case golden) throws Exception {
        // Paths without data are not described. Their errors are those of the links.
        KIT.check(golden, golden.path().contains("/links") ? golden.path() : AUTOMATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 49, 50, 100})
    void followsPagesForthAndBack(int size) throws Exception {
        List<String> expected =
                IntStream.rangeClosed(0, 100).mapToObj(SendGridFixture::url).toList();
        List<JsonNode> forth = follow(uri(MANY + "?page_size=" + size), "next");
        assertThat(forth.get(0).at("/_metadata").has("prev")).isFalse();
        assertThat(forth.subList(0, forth.size() - 1))
                .allMatch(page -> page.get("results").size() == size);
        assertThat(urls(forth)).isEqualTo(expected);
        assertThat(forth).allMatch(page -> page.at("/_metadata/count").asInt() == 101);
        assertThat(forth).allMatch(page -> page.get("total_clicks").asInt() == 101);

        String last = forth.get(forth.size() - 1).at("/_metadata/self").asText();
        List<JsonNode> back = follow(last, "prev");
        assertThat(back.get(0).at("/_metadata").has("next")).isFalse();
        Collections.reverse(back);
        assertThat(back.stream().map(page -> page.get("results")).toList())
                .isEqualTo(forth.stream().map(page -> page.get("results")).toList());
    }

    @Test
    void hasFiftyRowsOnAPageByDefault() throws Exception {
        List<JsonNode> pages = follow(uri(MANY), "next");
        assertThat(pages).extracting(page -> page.get("results").size()).containsExactly(50, 50, 1);
        assertThat(pages.get(0).at("/_metadata/self").asText()).isEqualTo(uri(MANY));
        assertThat(pages.get(0).at("/_metadata/next").asText()).startsWith(uri(MANY) + "?page_token=");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            f15982c1-a82c-4e87-a6b2-a4a63b4b7644 |
            f15982c1-a82c-4e87-a6b2-a4a63b4b7644 | group_by=step_id
            f15982c1-a82c-4e87-a6b2-a4a63b4b7644 | group_by%5B%5D=step_id
            f15982c1-a82c-4e87-a6b2-a4a63b4b7644 | group_by=step_id&step_ids=step-1,step-2
            f15982c1-a82c-4e87-a6b2-a4a63b4b7644 | step_ids%5B%5D=step-1&step_ids%5B%5D=step-2
            auto-busy                            | group_by=step_id
            auto-order                           |
            """)
    void keepsTheParametersFromPageToPage(String id, String query) throws Exception {
        String path = STATS + "/automations/" + id + "/links?" + (query == null ? "" : query + "&");
        JsonNode whole = page(uri(path + "page_size=100"));
        List<JsonNode> pages = follow(uri(path + "page_size=1"), "next");
        assertThat(results(pages)).isEqualTo(results(List.of(whole))).hasSizeGreaterThan(1);
        assertThat(pages).allMatch(page -> page.get("total_clicks").equals(whole.get("total_clicks")));
    }

    @Test
    void pagesSingleSendsInTheirOrder() throws Exception {
        String path = STATS + "/singlesends/ZGkrHSypTsudrGkmdpJJ/links?group_by=ab_phase,ab_variation&page_size=1";
        assertThat(urls(follow(uri(path), "next")))
                .containsExactly("https://shop.test/hello", "https://shop.test/bye", "https://shop.test/none");
    }

    @Test
    void neitherSkipsNorRepeatsRowsWhileOthersCome() throws Exception {
        JsonNode first = page(uri(MOVING + "?page_size=2"));
        assertThat(urls(List.of(first))).containsExactly("https://shop.test/b", "https://shop.test/d");
        SendGridFixture.addClick(KIT, "auto-moving", "a");
        SendGridFixture.addClick(KIT, "auto-moving", "e");
        JsonNode second = page(first.at("/_metadata/next").asText());
        assertThat(urls(List.of(second))).containsExactly("https://shop.test/e", "https://shop.test/f");
        assertThat(second.at("/_metadata/count").asInt()).isEqualTo(6);
        JsonNode third = page(second.at("/_metadata/next").asText());
        assertThat(urls(List.of(third))).containsExactly("https://shop.test/h");
        assertThat(third.at("/_metadata").has("next")).isFalse();

        JsonNode back = page(second.at("/_metadata/prev").asText());
        assertThat(urls(List.of(back))).containsExactly("https://shop.test/b", "https://shop.test/d");
        JsonNode start = page(back.at("/_metadata/prev").asText());
        assertThat(urls(List.of(start))).containsExactly("https://shop.test/a");
        assertThat(start.at("/_metadata").has("prev")).isFalse();
        assertThat(urls(List.of(page(start.at("/_metadata/next").asText()))))
                .containsExactly("https://shop.test/b", "https://shop.test/d");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            key   | /automations/f15982c1-a82c-4e87-a6b2-a4a63b4b7644/links?group_by=step_id
            key   | /automations/f15982c1-a82c-4e87-a6b2-a4a63b4b7644/links?step_ids=step-1
            key   | /automations/auto-many/links
            key   | /singlesends/ZGkrHSypTsudrGkmdpJJ/links
            other | /automations/f15982c1-a82c-4e87-a6b2-a4a63b4b7644/links
            """)
    void refusesATokenOfAnotherList(String key, String path) throws Exception {
        String address = uri(STATS + path) + (path.contains("?") ? "&" : "?") + "page_size=2&page_token=" + token();
        requireTokenRefused(get(address, key));
    }

    @Test
    void refusesATokenThatWasChanged() throws Exception {
        String token = token();
        List<String> changed = new ArrayList<>(List.of(
                token.substring(1), token.substring(0, token.length() - 1), token.substring(0, 3), token + "A"));
        for (int i = 0; i < token.length(); i++) {
            changed.add(token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1));
        }
        for (String wrong : changed) {
            requireTokenRefused(get(uri(AUTOMATION + "?page_size=2&page_token=" + wrong), "key"));
        }
    }

    @Test
    void takesAKeyWithTheScopeAlone() throws Exception {
        HttpResponse<String> answer = get(uri(AUTOMATION), "scope");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-RateLimit-Limit")).isEmpty();
    }

    @Test
    void answersFromRollupsIfTheyAreComplete() throws Exception {
        HttpResponse<String> answer = get(uri(STATS + "/automations/auto-busy/links"), "key");
        assertThat(answer.headers().firstValue("X-Clickmill-Plan").orElse("none"))
                .matches(".*; rollup_rows=[1-9][0-9]* log_rows=.* late_rows=2");
    }

    @Test
    void buildsLinksFromTheHostThatWasAsked() throws Exception {
        String lines = "GET " + MANY + "?page_size=1 HTTP/1.1\r\nHost: stats.example.com:8443";
        assertThat(KIT.client("key").raw(lines, ""))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"self\":\"http://stats.example.com:8443" + MANY + "?page_size=1\"")
                .contains("\"next\":\"http://stats.example.com:8443" + MANY + "?page_size=1&page_token=");
    }

    @Test
    void buildsLinksFromThePublicUrl() throws Exception {
        Map<String, String> settings = Map.of("CLICKMILL_API_PUBLIC_URL", "https://stats.example.com/prefix");
        try (ClickStatsApi behindProxy = TestApi.start(KIT.database(), KIT.clock(), settings)) {
            JsonNode page = page("http://127.0.0.1:" + behindProxy.port() + MANY + "?page_size=1");
            String links = "https://stats.example.com/prefix" + MANY + "?page_size=1";
            assertThat(page.at("/_metadata/self").asText()).isEqualTo(links);
            assertThat(page.at("/_metadata/next").asText()).startsWith(links + "&page_token=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"page_size=%C3", "step_ids=%ZZ", "group_by=%", "page_token=%00", "step_ids=a%00"})
    void refusesAQueryThatCannotBeDecoded(String query) throws Exception {
        assertThat(KIT.client("key").rawGet(AUTOMATION + "?" + query))
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"errors\":[{\"message\":");
    }

    @Test
    void hidesTheCauseOfAServerError() throws Exception {
        KIT.withoutTables(() -> {
            HttpResponse<String> answer = get(AUTOMATION, "key");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).doesNotContain("secret");
            KIT.requireDescribed("GET", AUTOMATION, answer);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/mail/send", "/v3/marketing/contacts", "/v3"})
    void knowsNoOtherPath(String path) throws Exception {
        HttpResponse<String> answer = get(uri(path), "key");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("{\"errors\":[{\"message\":\"not found\",\"field\":null,\"help\":null}]}");
    }

    private static void requireTokenRefused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).at("/errors/0/field").asText()).isEqualTo("page_token");
    }

    private static String token() throws Exception {
        String next =
                page(uri(AUTOMATION + "?page_size=2")).at("/_metadata/next").asText();
        return next.substring(next.indexOf("page_token=") + "page_token=".length());
    }

    /** The page at the address and all that follow it by {@code next} or {@code prev}. */
    private static List<JsonNode> follow(String address, String direction) throws Exception {
        List<JsonNode> pages = new ArrayList<>();
        for (JsonNode page = page(address); ; ) {
            pages.add(page);
            assertThat(pages).as("pages").hasSizeLessThan(200);
            if (!page.get("_metadata").has(direction)) {
                return pages;
            }
            String following = page.at("/_metadata/" + direction).asText();
            page = page(following);
            assertThat(page.at("/_metadata/self").asText()).isEqualTo(following);
        }
    }

    private static List<JsonNode> results(List<JsonNode> pages) {
        List<JsonNode> results = new ArrayList<>();
        pages.forEach(page -> page.get("results").forEach(results::add));
        return results;
    }

    private static List<String> urls(List<JsonNode> pages) {
        return results(pages).stream().map(row -> row.get("url").asText()).toList();
    }

    private static JsonNode page(String address) throws Exception {
        HttpResponse<String> answer = get(address, "key");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        KIT.requireDescribed("GET", URI.create(address).getRawPath(), answer);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(String target, String key) throws Exception {
        return KIT.client(key).get(target);
    }

    @Test
    void namesItsOwnAddressToAClientWithoutHost() throws Exception {
        assertThat(KIT.client("key").raw("GET " + AUTOMATION + " HTTP/1.0", ""))
                .contains("\"self\":\"" + uri(AUTOMATION) + "\"");
    }

    private static String uri(String path) {
        return KIT.anonymous().address(path);
    }
}
