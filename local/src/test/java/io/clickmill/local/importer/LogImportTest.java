package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.event.EventRules;
import io.clickmill.local.importer.ImportSummary.BadLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class LogImportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
    private static final String LINE =
            "192.0.2.1 - - [17/May/2026:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 512 \"-\" \"curl/8.0\"";
    private static final String EVENT =
            "{\"event_id\":\"e%d\",\"account_id\":\"acme\",\"timestamp\":\"2026-11-20T09:30:00Z\"}";

    @TempDir
    private Path folder;

    private final List<String> sent = new ArrayList<>();
    private final List<String> recognized = new ArrayList<>();

    @Test
    void continuesAfterABadLineAndSaysWhereItIs() throws IOException {
        ImportSummary summary = run(file("x.log", LINE, "", LINE.replace("curl/8.0", "Bar\\"), LINE, "words", "words"));
        assertThat(sent).hasSize(5);
        assertThat(summary.lines()).isEqualTo(5);
        assertThat(summary.records()).isEqualTo(2);
        assertThat(summary.badLines()).isEqualTo(3);
        assertThat(summary.failures()).isEmpty();
        assertThat(summary.problems().stream().map(BadLines::place))
                .containsExactly(path("x.log") + ":3", path("x.log") + ":5");
        assertThat(summary.problems().get(1).count()).isEqualTo(2);
        assertThat(summary.problems().get(1).sample()).isEqualTo("words");
    }

    @Test
    void countsLeftOutRequests() throws IOException {
        ImportSummary summary = run(file(
                "x.log",
                LINE,
                LINE.replace("/a", "/a.css"),
                LINE.replace("/a", "/b.png"),
                LINE.replace("GET", "HEAD"),
                LINE.replace("GET", "PUT"),
                LINE.replace("GET", "REPORT").replace(" 200 ", " 207 "),
                LINE.replace(" 200 ", " 404 ")));
        assertThat(sent).hasSize(1);
        assertThat(summary.leftOut())
                .isEqualTo(Map.of(LeftOut.STATIC_FILE, 2L, LeftOut.METHOD, 3L, LeftOut.FAILED, 1L));
        assertThat(summary.lines()).isEqualTo(7);
        assertThat(summary.badLines()).isZero();
        assertThat(summary.failures()).isEmpty();
    }

    @Test
    void saysTheFormatOfEachLog() throws IOException {
        run(file("a.log", LINE), file("b.log", LINE + " \"198.51.100.7\""), file("c.ndjson", EVENT.formatted(1)));
        assertThat(recognized)
                .containsExactly(
                        path("a.log") + ": combined",
                        path("b.log") + ": combined with forwarded addresses (nginx main)");
        assertThat(sent.get(1)).contains("\"ip\":\"198.51.100.7\"");
    }

    /** Each kind has one line, or the lines that identify it. */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "other-kinds.csv", numLinesToSkip = 1, delimiter = '~', quoteCharacter = '`')
    void namesAFileOfAnotherKindAndSendsNothingOfIt(String kind, String text) throws IOException {
        ImportSummary summary = run(file("x.log", text.split("⏎")));
        assertThat(sent).isEmpty();
        assertThat(summary.failures()).hasSize(1);
        assertThat(summary.failures().get(0)).startsWith(path("x.log") + " looks like " + kind);
    }

    @Test
    void refusesAFileWithoutAValidLineAndSaysWhatIsWrong() throws IOException {
        ImportSummary summary = run(file("x.log", "", LINE.replace("17/May/2026:10:05:03 +0000", "17.5.2026 10:05")));
        assertThat(sent).isEmpty();
        assertThat(summary.failures())
                .containsExactly(
                        path("x.log") + " has no line that can be read: line 2 is `192.0.2.1 - - [17.5.2026 10:05]"
                                + " \"GET /a HTTP/1.1\" 200 512 \"-\" \"curl/8.0\"`, expected: a time such as"
                                + " 10/Oct/2000:13:55:36 -0700 at column 15; name the format of your server by --log-format"
                                + " (docs/import.md)");
    }

    @Test
    void refusesEventsInSecondsAndSaysSo() throws IOException {
        ImportSummary summary =
                run(file("x.ndjson", "{\"event_id\":\"e1\",\"account_id\":\"acme\",\"timestamp\":1763629800}"));
        assertThat(sent).isEmpty();
        assertThat(summary.failures().get(0))
                .contains("too_old timestamp: 1970-")
                .contains("looks like seconds");
    }

    @Test
    void continuesWithTheNextFile() throws IOException {
        ImportSummary summary = run(file("a.log", "words"), file("empty.log"), file("b.log", LINE));
        assertThat(sent).hasSize(1);
        assertThat(summary.failures()).hasSize(1);
    }

    @Test
    void importsALogThatBeginsWithDamagedLines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add("damage " + i);
        }
        lines.add(LINE);
        ImportSummary summary = run(file("x.log", lines.toArray(String[]::new)));
        assertThat(summary.records()).isEqualTo(1);
        assertThat(summary.badLines()).isEqualTo(300);
        assertThat(summary.failures()).isEmpty();
    }

    @Test
    void importsAWholeArrayOrNothingOfIt() throws IOException {
        String one = EVENT.formatted(1);
        String two = EVENT.formatted(2);
        assertThat(run(file("a.json", "[" + one + "," + two + "]")).records()).isEqualTo(2);
        sent.clear();
        for (String[] lines :
                new String[][] {{"[", one + ",", two, "]"}, {"[" + one + ",", two + "]"}, {"  [  ", "  " + one, "]"}}) {
            ImportSummary summary = run(file("b.json", lines));
            assertThat(sent).isEmpty();
            assertThat(summary.failures().get(0))
                    .contains("a JSON array over several lines")
                    .contains("jq -c");
        }
        assertThat(run(file("c.json", "{", "  \"event_id\": \"e1\"", "}"))
                        .failures()
                        .get(0))
                .contains("jq -c . FILE");
        assertThat(sent).isEmpty();
    }

    @Test
    void saysHowFarABrokenFileWasRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 20_000; i++) {
                out.write((LINE.replace("/a", "/" + Integer.toHexString(i * 0x9E3779B1)) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        Path cut = Files.write(folder.resolve("x.log.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
        ImportSummary summary = run(cut.toString(), file("y.log", LINE));
        assertThat(summary.lines()).isGreaterThan(5_000);
        assertThat(sent).hasSize((int) summary.lines());
        assertThat(summary.failures())
                .containsExactly(path("x.log.gz") + ": cannot be read after line " + (summary.lines() - 1)
                        + ": Unexpected end of ZLIB input stream");
    }

    /** A second import of a file adds nothing, because its events have the same ids. */
    @Test
    void keepsTheIdsOfLines() throws IOException {
        run(file("x.log", LINE, LINE, LINE.replace("/a", "/b")));
        assertThat(ids())
                .containsExactly(
                        "0520b2f24cd66b7657c3ea063c931292",
                        "8261ec421794b24d3646d8604e3dbc02",
                        "3bd7ffe1b31b15bea1bcb6d9ddb75a72");
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String event : sent) {
            JsonNode json = new ObjectMapper().readTree(event);
            ids.add(json.get("event_id").asText());
        }
        return ids;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines)).toString();
    }

    private ImportSummary run(String... files) {
        RecordSender sender = new RecordSender() {
            @Override
            public void send(@Nullable String key, byte[] value) {
                sent.add(new String(value, StandardCharsets.UTF_8));
            }

            @Override
            public void flush() {
                // Records are not buffered.
            }
        };
        ImportListener listener = new ImportListener() {
            @Override
            public void progress(long lines, long bytes) {
                // The progress is not tested.
            }

            @Override
            public void recognized(String file, String format) {
                recognized.add(file + ": " + format);
            }
        };
        ImportOptions options = new ImportOptions(LineFormat.AUTO, null, "acme", false, EventRules.DEFAULTS);
        return new LogImport(sender, options, CLOCK, listener).run(List.of(files));
    }
}
