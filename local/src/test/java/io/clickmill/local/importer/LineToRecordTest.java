package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.event.EventRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineToRecordTest {
    private static final String COMBINED_LINE =
            "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a?b=1 HTTP/1.1\" 200 512 \"https://example.org/\" \"curl/8\"";

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
    private static final String EVENT = "\"timestamp\":\"2026-11-20T09:30:00Z\"";

    private final LineToRecord auto = converter(LineFormat.AUTO);

    @Test
    void makesAClickOfALogLine() throws IOException {
        ImportRecord click = only(auto.convert(latin1(COMBINED_LINE)));
        JsonNode json = json(click);
        assertThat(click.problem()).isNull();
        assertThat(click.key()).isEqualTo(json.get("event_id").asText());
        assertThat(json.get("timestamp").asLong()).isEqualTo(1_431_857_103_000L);
        assertThat(json.get("account_id").asText()).isEqualTo("acme");
        assertThat(json.get("url").asText()).isEqualTo("/a?b=1");
        assertThat(json.get("ip").asText()).isEqualTo("192.0.2.1");
        assertThat(json.get("user_agent").asText()).isEqualTo("curl/8");
        assertThat(json.get("referer").asText()).isEqualTo("https://example.org/");
        assertThat(json.get("metadata")).hasToString("{\"method\":\"GET\",\"status\":200,\"bytes\":512}");
    }

    @Test
    void leavesOutWhatTheLogDoesNotRecord() throws IOException {
        JsonNode json = json(only(auto.convert(latin1("192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a\" 200 -"))));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("event_id", "timestamp", "account_id", "url", "ip", "metadata");
        assertThat(json.get("metadata")).hasToString("{\"method\":\"GET\",\"status\":200}");
    }

    @Test
    void distinguishesAnAbsentUserAgentFromAnUnrecordedOne() throws IOException {
        for (String agent : new String[] {"-", ""}) {
            String line = COMBINED_LINE.replace("curl/8", agent);
            assertThat(json(only(auto.convert(latin1(line)))).get("user_agent").asText())
                    .isEqualTo("-");
        }
    }

    @Test
    void keepsTheVirtualHost() throws IOException {
        assertThat(json(only(auto.convert(latin1("shop.example:443 " + COMBINED_LINE))))
                        .get("metadata")
                        .get("host")
                        .asText())
                .isEqualTo("shop.example:443");
    }

    @Test
    void sendsAnInvalidLineAsItIs() {
        byte[] line = latin1("Error line 1");
        LineResult result = auto.convert(line);
        assertThat(result.records()).containsExactly(new ImportRecord(null, line, result.problem()));
        assertThat(result.isGood()).isFalse();
    }

    @Test
    void readsALineThatIsNotUtf8AsLatin1() throws IOException {
        byte[] latin1 = latin1(COMBINED_LINE.replace("curl/8", "Lecteur d'été"));
        byte[] utf8 = COMBINED_LINE.replace("curl/8", "Lecteur d'été").getBytes(StandardCharsets.UTF_8);
        assertThat(json(only(auto.convert(latin1))).get("user_agent").asText()).isEqualTo("Lecteur d'été");
        assertThat(json(only(auto.convert(utf8))).get("user_agent").asText()).isEqualTo("Lecteur d'été");
    }

    @Test
    void readsBothLogFormatsInOneFile() {
        String commonLine = "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5";
        for (String line : new String[] {COMBINED_LINE, commonLine, commonLine, COMBINED_LINE}) {
            assertThat(auto.convert(latin1(line)).isGood()).isTrue();
        }
    }

    @Test
    void refusesOtherFormatsIfOneIsGiven() {
        assertThat(converter(LineFormat.COMMON).convert(latin1(COMBINED_LINE)).isGood())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /a.CSS?v=1, 200, STATIC_FILE",
        "GET /fonts/x.woff2, 304, STATIC_FILE",
        "GET /robots.txt, 200, STATIC_FILE",
        "GET /img/logo.svg#x, 200, STATIC_FILE",
        "HEAD /a, 200, METHOD",
        "OPTIONS *, 204, METHOD",
        "-, 200, METHOD",
        "GET /a, 404, FAILED",
        "GET /a, 500, FAILED",
        "GET /a, 000, FAILED",
        "GET /ws, 101, FAILED",
        "GET /film.mp4, 206, PIECE"
    })
    void leavesOutRequestsThatAreNotClicks(String request, String status, LeftOut why) {
        LineToRecord all = new LineToRecord(options(LineFormat.AUTO, null, true), CLOCK);
        byte[] line = latin1(COMBINED_LINE.replace("GET /a?b=1", request).replace(" 200 ", ' ' + status + ' '));
        assertThat(auto.convert(line)).isEqualTo(LineResult.leftOut(why));
        assertThat(all.convert(line).records()).hasSize(1);
        assertThat(all.convert(line).isGood()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /page, 200",
        "POST /form, 302",
        "GET /link, 301",
        "GET /read-again, 304",
        "GET /paper.pdf, 200",
        "GET /css/, 200",
        "GET /?file=a.css, 200",
        "GET /a.css/page, 200",
        "GET /notes.txt, 200"
    })
    void takesOtherRequestsAsClicks(String request, String status) {
        byte[] line = latin1(COMBINED_LINE.replace("GET /a?b=1", request).replace(" 200 ", ' ' + status + ' '));
        assertThat(auto.convert(line).records()).hasSize(1);
    }

    /** Ids count left-out lines too, so that a later import with all requests adds only those that were left out. */
    @Test
    void countsLinesThatAreLeftOutInTheIdsOfEqualLines() {
        LineToRecord all = new LineToRecord(options(LineFormat.AUTO, null, true), CLOCK);
        String script = COMBINED_LINE.replace("/a?b=1", "/a.js");
        for (String line : new String[] {script, COMBINED_LINE, script, COMBINED_LINE}) {
            LineResult some = auto.convert(latin1(line));
            LineResult every = all.convert(latin1(line));
            assertThat(every.records().stream().map(ImportRecord::key).toList())
                    .containsAll(some.records().stream().map(ImportRecord::key).toList());
        }
    }

    @Test
    void readsAGivenFormat() throws IOException {
        LineToRecord given =
                new LineToRecord(options(LineFormat.AUTO, "$msec $remote_addr \"$request\" $status", false), CLOCK);
        JsonNode json = json(only(given.convert(latin1("1763629800.250 192.0.2.1 \"GET /a HTTP/1.1\" 200"))));
        assertThat(json.get("timestamp").asLong()).isEqualTo(1_763_629_800_250L);
    }

    @Test
    void sendsAnEventAsItIs() {
        byte[] line = latin1("  {\"event_id\":\"e1\", \"account_id\":\"other\",  " + EVENT + "} ");
        assertThat(auto.convert(line).records()).containsExactly(new ImportRecord("e1", line, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s%s", "%s %s ", "[%s,%s]", "[%s, %s]", "[%s][%s]"})
    void sendsEveryEventOfALine(String line) throws IOException {
        String one = "{\"event_id\":\"e1\",\"account_id\":\"other\"," + EVENT + ",\"metadata\":{\"a\":[{}]}}";
        String two = "{\"event_id\":\"é2\"," + EVENT + "}";
        LineResult result = auto.convert(utf8(line.formatted(two, one)));
        assertThat(result.isGood()).isTrue();
        assertThat(result.records().stream().map(ImportRecord::key)).containsExactly("é2", "e1");
        assertThat(json(result.records().get(0))).hasToString(two.replace("Z\"}", "Z\",\"account_id\":\"acme\"}"));
        assertThat(result.records().get(1).value()).asString().isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s,", "%s x", "%s{", "[%s", "[%s 1]", "%s 1", "[[%s]", "[]"})
    void sendsALineWithAnInvalidPartAsItIs(String line) {
        byte[] bytes = utf8(line.formatted("{\"event_id\":\"e1\",\"account_id\":\"other\"," + EVENT + "}"));
        LineResult result = converter(LineFormat.NDJSON).convert(bytes);
        assertThat(result.isGood()).isFalse();
        assertThat(result.records()).containsExactly(new ImportRecord(null, bytes, result.problem()));
    }

    @Test
    void reportsTheProblemThatTheJobWillReport() {
        LineResult seconds =
                auto.convert(latin1("{\"event_id\":\"e1\",\"account_id\":\"other\",\"timestamp\":1763629800}"));
        assertThat(seconds.problem().reason()).isEqualTo("too_old");
        assertThat(seconds.problem().detail())
                .startsWith("timestamp: 1970-01-21T")
                .contains("seconds");
        assertThat(auto.convert(latin1("{\"event_id\":\"e1\"}")).problem().text())
                .startsWith("missing_field timestamp: absent");
    }

    @Test
    void sendsALinkUnderItsKey() throws IOException {
        LineToRecord links = converter(LineFormat.LINKS);
        byte[] line = latin1("{\"link_id\":7,  \"account_id\":\"other\"}");
        assertThat(links.convert(line).records()).containsExactly(new ImportRecord("other\u001F7", line, null));
        ImportRecord withoutAccount = only(links.convert(latin1("{\"link_id\":\"l1\"}")));
        assertThat(withoutAccount.key()).isEqualTo("acme\u001Fl1");
        assertThat(json(withoutAccount)).hasToString("{\"link_id\":\"l1\",\"account_id\":\"acme\"}");
        assertThat(links.convert(latin1("{\"link_id\":1}{\"link_id\":2}")).records())
                .hasSize(2);
    }

    @Test
    void sendsAnInvalidLinkForTheJobToReject() {
        LineToRecord links = converter(LineFormat.LINKS);
        for (String text : new String[] {"no link", "[]", "{\"account_id\":", "{\"title\":\"T\"}"}) {
            LineResult result = links.convert(latin1(text));
            assertThat(result.isGood()).isFalse();
            assertThat(only(result).problem()).isNotNull();
            assertThat(only(result).key()).isNotNull();
        }
    }

    @Test
    void addsTheAccountToAnEventWithoutOne() throws IOException {
        ImportRecord event = only(auto.convert(latin1("{\"event_id\":\"e1\",\"account_id\":null," + EVENT + "}")));
        assertThat(json(event)).hasToString("{\"event_id\":\"e1\",\"account_id\":\"acme\"," + EVENT + "}");
    }

    @Test
    void keepsEveryDigitOfAnEventThatGetsAnAccount() {
        String numbers = "\"metadata\":{\"a\":0.12345678901234567890,\"b\":1.50,\"c\":12345678901234567890123}";
        ImportRecord event = only(auto.convert(latin1("{\"event_id\":\"e1\"," + EVENT + "," + numbers + "}")));
        assertThat(event.value()).asString().contains(numbers);
    }

    @Test
    void leavesAnEventWithoutAnIdToTheJob() {
        byte[] line = latin1("{\"account_id\":\"other\"," + EVENT + "}");
        LineResult result = auto.convert(line);
        assertThat(result.records()).containsExactly(new ImportRecord(null, line, result.problem()));
        assertThat(result.problem().text()).startsWith("missing_field event_id: absent");
    }

    @Test
    void countsAnEventThatIsTooLargeAsBad() {
        String wide = COMBINED_LINE.replace("/a?b=1", "/" + "x".repeat(70_000));
        assertThat(auto.convert(latin1(wide)).problem().reason()).isEqualTo("too_large");
    }

    /** Any line gives one result, and the next line is read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "\"",
                "\\",
                "\\x",
                "{\"a\":\"\\",
                "\u0000",
                "%",
                "[[[[[[[[",
                "{\"a\":{\"a\":{\"a\":",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"\\",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET \\x",
                "1.2.3.4 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 99999999999999999999",
                "1.2.3.4 - - [99/May/2015:10:05:03 +9999] \"GET / HTTP/1.1\" 200 9"
            })
    void survivesAnyLine(String line) {
        assertThat(auto.convert(utf8(line)).isGood()).isFalse();
        assertThat(converter(LineFormat.NDJSON).convert(utf8(line)).isGood()).isFalse();
        assertThat(converter(LineFormat.LINKS).convert(utf8(line)).isGood()).isFalse();
        assertThat(auto.convert(latin1(COMBINED_LINE)).isGood()).isTrue();
    }

    @Test
    void survivesDeepJson() {
        assertThat(auto.convert(utf8("{\"a\":".repeat(50_000))).isGood()).isFalse();
        assertThat(auto.convert(utf8("[".repeat(50_000))).isGood()).isFalse();
    }

    @Test
    void recognizesBlankLines() {
        assertThat(LineToRecord.isBlank(latin1(" \t"))).isTrue();
        assertThat(LineToRecord.isBlank(latin1(""))).isTrue();
        assertThat(LineToRecord.isBlank(latin1(" x"))).isFalse();
    }

    private static LineToRecord converter(LineFormat format) {
        return new LineToRecord(options(format, null, false), CLOCK);
    }

    private static ImportOptions options(LineFormat format, String logFormat, boolean allRequests) {
        return new ImportOptions(format, logFormat, "acme", allRequests, EventRules.DEFAULTS);
    }

    private static ImportRecord only(LineResult result) {
        assertThat(result.records()).hasSize(1);
        return result.records().get(0);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode json(ImportRecord event) throws IOException {
        return new ObjectMapper().readTree(event.value());
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
