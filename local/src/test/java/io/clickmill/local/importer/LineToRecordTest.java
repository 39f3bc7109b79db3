package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineToRecordTest {
    private static final String COMBINED_LINE =
            "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a?b=1 HTTP/1.1\" 200 512 \"https://example.org/\" \"curl/8\"";

    private final LineToRecord auto = new LineToRecord(LineFormat.AUTO, "acme");

    @Test
    void makesAClickOfALogLine() throws IOException {
        ImportRecord click = auto.convert(latin1(COMBINED_LINE));
        JsonNode json = json(click);
        assertThat(click.bad()).isFalse();
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
    void leavesOutWhatTheLogDoesNotSay() throws IOException {
        JsonNode json =
                json(auto.convert(latin1("192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"-\" 408 - \"-\" \"-\"")));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("event_id", "timestamp", "account_id", "ip", "metadata");
        assertThat(json.get("metadata")).hasToString("{\"status\":408}");
    }

    @Test
    void sendsALineThatIsNoClickAsItIs() {
        byte[] line = latin1("Error line 1");
        assertThat(auto.convert(line)).isEqualTo(new ImportRecord(null, line, true));
    }

    @Test
    void readsALineThatIsNotUtf8AsLatin1() throws IOException {
        byte[] latin1 = latin1(COMBINED_LINE.replace("curl/8", "Lecteur d'été"));
        byte[] utf8 = COMBINED_LINE.replace("curl/8", "Lecteur d'été").getBytes(StandardCharsets.UTF_8);
        assertThat(json(auto.convert(latin1)).get("user_agent").asText()).isEqualTo("Lecteur d'été");
        assertThat(json(auto.convert(utf8)).get("user_agent").asText()).isEqualTo("Lecteur d'été");
    }

    @Test
    void takesBothLogFormatsInOneFile() {
        String commonLine = "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 5";
        for (String line : new String[] {COMBINED_LINE, commonLine, commonLine, COMBINED_LINE}) {
            assertThat(auto.convert(latin1(line)).bad()).isFalse();
        }
    }

    @Test
    void refusesTheOtherFormatWhereOneIsAskedFor() {
        LineToRecord common = new LineToRecord(LineFormat.COMMON, "acme");
        assertThat(common.convert(latin1(COMBINED_LINE)).bad()).isTrue();
    }

    @Test
    void sendsAnEventAsItIs() {
        byte[] line = latin1("{\"event_id\":\"e1\", \"account_id\":\"other\",  \"timestamp\":0}");
        assertThat(auto.convert(line)).isEqualTo(new ImportRecord("e1", line, false));
    }

    @Test
    void sendsALinkUnderItsKey() throws IOException {
        LineToRecord links = new LineToRecord(LineFormat.LINKS, "acme");
        byte[] line = latin1("{\"link_id\":7,  \"account_id\":\"other\"}");
        assertThat(links.convert(line)).isEqualTo(new ImportRecord("other\u001F7", line, false));
        ImportRecord withoutAccount = links.convert(latin1("{\"link_id\":\"l1\"}"));
        assertThat(withoutAccount.key()).isEqualTo("acme\u001Fl1");
        assertThat(json(withoutAccount)).hasToString("{\"link_id\":\"l1\",\"account_id\":\"acme\"}");
    }

    @Test
    void sendsALineThatIsNoLinkForTheJobToReject() {
        LineToRecord links = new LineToRecord(LineFormat.LINKS, "acme");
        for (String text : new String[] {"no link", "[]", "{\"account_id\":", "{\"title\":\"T\"}"}) {
            ImportRecord record = links.convert(latin1(text));
            assertThat(record.bad()).isTrue();
            assertThat(record.key()).isNotNull();
        }
    }

    @Test
    void givesAnEventTheAccountThatItDoesNotName() throws IOException {
        ImportRecord event = auto.convert(latin1("{\"event_id\":\"e1\",\"timestamp\":0}"));
        assertThat(json(event)).hasToString("{\"event_id\":\"e1\",\"timestamp\":0,\"account_id\":\"acme\"}");
    }

    @Test
    void keepsEveryDigitOfAnEventThatGetsAnAccount() {
        String numbers = "\"metadata\":{\"a\":0.12345678901234567890,\"b\":1.50,\"c\":12345678901234567890123}";
        ImportRecord event = auto.convert(latin1("{\"event_id\":\"e1\"," + numbers + "}"));
        assertThat(event.value()).asString().contains(numbers);
    }

    @Test
    void leavesAnEventWithoutAnIdToTheJob() {
        byte[] line = latin1("{\"account_id\":\"other\"}");
        assertThat(auto.convert(line)).isEqualTo(new ImportRecord(null, line, false));
    }

    @Test
    void sendsBrokenJsonAsItIs() {
        byte[] line = latin1("{\"event_id\":\"e1\",");
        assertThat(auto.convert(line)).isEqualTo(new ImportRecord(null, line, true));
        assertThat(new LineToRecord(LineFormat.NDJSON, "acme")
                        .convert(latin1("[1]"))
                        .bad())
                .isTrue();
    }

    @Test
    void countsAnEventThatIsTooLargeAsBad() {
        String wide = COMBINED_LINE.replace("/a?b=1", "/" + "x".repeat(LineToRecord.MAX_EVENT_BYTES));
        assertThat(auto.convert(latin1(wide)).bad()).isTrue();
    }

    @Test
    void tellsBlankLines() {
        assertThat(LineToRecord.isBlank(latin1(" \t"))).isTrue();
        assertThat(LineToRecord.isBlank(latin1(""))).isTrue();
        assertThat(LineToRecord.isBlank(latin1(" x"))).isFalse();
    }

    private static JsonNode json(ImportRecord event) throws IOException {
        return new ObjectMapper().readTree(event.value());
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
