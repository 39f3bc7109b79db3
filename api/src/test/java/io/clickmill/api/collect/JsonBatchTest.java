package io.clickmill.api.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.JsonRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonBatchTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    @Test
    void passesACompleteEventOnByteByByte() throws Exception {
        String event =
                "{ \"event_id\" : \"e1\",\"timestamp\":1772366400000, \"account_id\":\"acme\", \"x\":[{\"event_id\":7}] }";
        List<ClickRecord> records = parse(event, "acme");
        assertThat(records).hasSize(1);
        assertThat(records.get(0).key()).isEqualTo("e1");
        assertThat(json(records.get(0))).isEqualTo(event);
    }

    @Test
    void fillsInMissingMembers() throws Exception {
        assertThat(json(parse("{\"link_id\":\"ü\"}", "ac\"me").get(0)))
                .isEqualTo(
                        "{\"event_id\":\"" + ID
                                + "\",\"timestamp\":\"2026-03-01T12:00:00.123Z\",\"account_id\":\"ac\\\"me\",\"link_id\":\"ü\"}");
        assertThat(json(parse("{ }", "acme").get(0))).endsWith("\"account_id\":\"acme\" }");
    }

    @Test
    void readsLinesAndEventsOverSeveralLines() throws Exception {
        List<ClickRecord> records = parse("""
                {"event_id":"a","timestamp":1772366400000}
                {"event_id":"b",
                 "timestamp":"2026-03-01T12:00:00+01:00"}

                {"event_id":"c","timestamp":"2026-03-01 12:00:00Z"}
                """, "acme");
        assertThat(records.stream().map(ClickRecord::key)).containsExactly("a", "b", "c");
        assertThat(json(records.get(1)))
                .isEqualTo(
                        "{\"account_id\":\"acme\",\"event_id\":\"b\",\n \"timestamp\":\"2026-03-01T12:00:00+01:00\"}");
    }

    @Test
    void takesTenThousandObjectsAndNoMore() throws Exception {
        assertThat(parse("{} ".repeat(10_000), "acme")).hasSize(10_000);
        assertThatThrownBy(() -> parse("{}\n".repeat(10_001), "acme"))
                .isInstanceOfSatisfying(InvalidRecordException.class, e -> assertThat(e.text())
                        .isEqualTo("line 10001: body: more than 10000 events (expected: at most 10000 events a"
                                + " request)"));
        // The first object over the limit ends the request, whatever comes after it.
        assertThatThrownBy(() -> parse("{}".repeat(10_001) + "no JSON", "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).contains("more than 10000"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"event_id":1}                | line 1: event_id: 1 (expected: a string of 1..128 characters)
            {"event_id":""}               | line 1: event_id:  (expected: a string of 1..128 characters)
            {"event_id":null}             | line 1: event_id: null (expected: a string of 1..128 characters)
            {"event_id":["a"]}            | line 1: event_id: [ (expected: a string of 1..128 characters)
            {"timestamp":"2026-03-01"}    | line 1: timestamp: "2026-03-01" (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number)
            {"timestamp":1.5}             | line 1: timestamp: 1.5 (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number)
            {"timestamp":null}            | line 1: timestamp: null (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number)
            {"event_id":"a"}              | line 1: timestamp: missing (expected: ISO 8601 with Z or an offset, or epoch milliseconds as a whole number: a retry is known by event_id and timestamp together)
            {"timestamp":1772366400}      | line 1: timestamp: 1970-01-21T12:19:26.400Z (expected: at most 7304 days before its arrival at 2026-03-01T12:00:00.123Z; the number looks like seconds, milliseconds are meant)
            {"timestamp":1772366941000}   | line 1: timestamp: 2026-03-01T12:09:01Z (expected: at most PT9M after its arrival at 2026-03-01T12:00:00.123Z)
            {"timestamp":1132000000000}   | line 1: timestamp: 2005-11-14T20:26:40Z (expected: at most 7304 days before its arrival at 2026-03-01T12:00:00.123Z)
            {"url_location":-1}           | line 1: url_location: -1 (expected: 0..2147483647)
            {"sale":"x"}                  | line 1: sale: "x" (expected: an object)
            {"sale":{}}                   | line 1: sale.amount: missing (expected: a whole number of cents)
            {"sale":{"amount":1,"currency":"eur"}} | line 1: sale.currency: eur (expected: usd, the account's currency)
            {"event":"view"}              | line 1: event: "view" (expected: click, lead or sale)
            {"tag_ids":"a"}               | line 1: tag_ids: "a" (expected: an array of at most 100 texts)
            {"ip":{}}                     | line 1: ip: an object (expected: text)
            {"link_id":"\\u0000"}         | line 1: link_id: "�" (expected: no NUL character)
            {"account_id":7}              | line 1: account_id: 7 (expected: a string that is not empty)
            [1]                           | line 1: body: START_ARRAY (expected: JSON objects, one a line)
            """)
    void namesWhatIsWrong(String body, String text) {
        assertThatThrownBy(() -> parse(body, "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    void refusesDeepNestingAsTheJobDoes() throws Exception {
        assertThat(parse("{\"metadata\":" + "{\"a\":".repeat(30) + "1" + "}".repeat(31), "acme"))
                .hasSize(1);
        assertThatThrownBy(() -> parse("{}\n{\"metadata\":" + "{\"a\":".repeat(32) + "1" + "}".repeat(33), "acme"))
                .isInstanceOfSatisfying(InvalidRecordException.class, e -> assertThat(e.text())
                        .isEqualTo("line 2: body: nested deeper than 32 levels (expected: at most that)"));
    }

    @Test
    void namesTheLineAndSendsNothingOfTheRequest() {
        assertThatThrownBy(() -> parse("{\"link_id\":\"a\"}\n{\"event_id\":}\n", "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).startsWith("line 2: body: "));
        assertThatThrownBy(() -> parse("{}\n{}\n{\"a\":1,\"a\":2}", "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).startsWith("line 3: body: Duplicate"));
        assertThatThrownBy(() -> parse("  ", "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).contains("at least one event"));
        assertThatThrownBy(() -> JsonBatch.parse("{}".getBytes(StandardCharsets.UTF_16), events("acme")))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).contains("UTF-8"));
    }

    @Test
    void keepsAccountsApart() throws Exception {
        assertThatThrownBy(() -> parse("{\"account_id\":\"other\"}", "acme"))
                .isInstanceOfSatisfying(InvalidRecordException.class, e -> assertThat(e.isForbidden())
                        .isTrue());
        assertThatThrownBy(() -> parse("{}", "acme", "other"))
                .isInstanceOfSatisfying(InvalidRecordException.class, e -> assertThat(e.text())
                        .isEqualTo("line 1: account_id: missing"
                                + " (expected: one of the accounts that the API key opens)"));
        assertThat(parse("{\"account_id\":\"other\"}", "acme", "other")).hasSize(1);
    }

    @Test
    void keysLinksByAccountAndId() throws Exception {
        List<ClickRecord> links = parseLinks("{\"link_id\":\"l1\",\"account_id\":\"b\"}", "a", "b");
        assertThat(links.get(0).key()).isEqualTo("b\u001Fl1");
        assertThat(json(links.get(0))).isEqualTo("{\"link_id\":\"l1\",\"account_id\":\"b\"}");
        assertThat(parseLinks("{\"link_id\":\"l1\"}", "a").get(0).key()).isEqualTo("a\u001Fl1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                              | line 1: link_id: missing (expected: a string of 1..256 characters)
            {"link_id":1}                   | line 1: link_id: 1 (expected: a string of 1..256 characters)
            {"link_id":""}                  | line 1: link_id:  (expected: a string of 1..256 characters)
            {"link_id":"a","tags":["red"]}  | line 1: tags: "red" (expected: objects with id, name and color)
            {"link_id":"a","archived":"no"} | line 1: archived: "no" (expected: true or false)
            {"link_id":"a","account_id":{}} | line 1: account_id: { (expected: a string that is not empty)
            """)
    void namesWhatIsWrongWithALink(String body, String text) {
        assertThatThrownBy(() -> parseLinks(body, "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    void refusesAnEventThatIsTooLarge() throws Exception {
        String event = "{\"event_id\":\"a\",\"timestamp\":1772366400000,\"account_id\":\"acme\",\"x\":\"%s\"}";
        int rest = event.length() - 2;
        assertThat(parse(event.formatted("x".repeat(JsonRecord.MAX_BYTES - rest)), "acme"))
                .hasSize(1);
        assertThatThrownBy(() -> parse(event.formatted("x".repeat(JsonRecord.MAX_BYTES - rest + 1)), "acme"))
                .isInstanceOfSatisfying(
                        InvalidRecordException.class, e -> assertThat(e.text()).contains("65537 bytes"));
    }

    private static List<ClickRecord> parse(String body, String... accountIds) throws InvalidRecordException {
        return JsonBatch.parse(body.getBytes(StandardCharsets.UTF_8), events(accountIds));
    }

    private static List<ClickRecord> parseLinks(String body, String... accountIds) throws InvalidRecordException {
        return JsonBatch.parse(body.getBytes(StandardCharsets.UTF_8), LinkFields.kind(List.of(accountIds)));
    }

    private static JsonBatch.Kind events(String... accountIds) {
        return EventFields.kind(List.of(accountIds), EventRules.DEFAULTS, NOW, () -> ID);
    }

    private static String json(ClickRecord record) {
        return new String(record.json(), StandardCharsets.UTF_8);
    }
}
