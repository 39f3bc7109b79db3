package io.clickmill.local.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class LogReaderTest {
    private static final String START = "192.0.2.1 - - [17/May/2015:10:05:03 +0000] \"GET /a HTTP/1.1\" 200 512";
    private static final String COMBINED = START + " \"-\" \"curl/8.0\"";

    private final LogReader reader = LogReader.ofAnyFormat();

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "access-log-lines.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
    void readsALine(
            String description,
            String line,
            Instant timestamp,
            String ip,
            String host,
            String method,
            String url,
            int status,
            long bytes,
            String referer,
            String userAgent) {
        assertThat(reader.read(line))
                .contains(new AccessLogLine(
                        timestamp, ip, text(host), text(method), text(url), status, bytes, text(referer), userAgent));
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "not-access-log-lines.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
    void refusesALine(String description, String line) {
        assertThat(reader.read(line)).isEmpty();
        assertThat(reader.problem().reason()).startsWith("expected: ");
    }

    @Test
    void saysWhatIsWrongWithALineAndWhere() {
        assertThat(reader.read(COMBINED.replace(" 200 ", " 2000 "))).isEmpty();
        assertThat(reader.problem().text()).isEqualTo("expected: a status of 100 to 599 at column 62");
        assertThat(reader.read("203.0.113.9 10.0.0.1 - - " + COMBINED.substring(14)))
                .isEmpty();
        assertThat(reader.problem().text()).isEqualTo("expected: one address before the time");
    }

    @Test
    void namesTheFormatOfMostLines() {
        assertThat(formatOf(COMBINED, START, COMBINED)).isEqualTo("combined");
        assertThat(formatOf(START, START, COMBINED)).isEqualTo("common");
        assertThat(formatOf("a.example:80 " + COMBINED)).isEqualTo("combined after the virtual host (vhost_combined)");
        assertThat(formatOf(COMBINED + " 512 1024")).isEqualTo("combined with bytes received and sent (combinedio)");
        assertThat(formatOf(COMBINED + " \"-\"", COMBINED + " \"198.51.100.7, 10.0.0.1\""))
                .isEqualTo("combined with forwarded addresses (nginx main)");
        assertThat(formatOf(COMBINED + " 0.003 \"198.51.100.7\""))
                .isEqualTo("combined with forwarded addresses and further fields");
        assertThat(formatOf(COMBINED + " \"1.70\"")).isEqualTo("combined with further fields, which are not read");
    }

    @Test
    void readsLinesOfAnotherFormatInTheSameFile() {
        reader.recognize(List.of(COMBINED, COMBINED));
        for (String line : List.of(COMBINED, START, "a.example " + START, COMBINED + " \"-\"", COMBINED)) {
            assertThat(reader.read(line)).isPresent();
        }
    }

    @Test
    void readsOnlyTheNamedFormat() {
        assertThat(LogReader.of(ServerFormat.COMMON).read(COMBINED)).isEmpty();
        assertThat(LogReader.of(ServerFormat.COMBINED).read(START)).isEmpty();
    }

    /** Each position is read a fixed number of times, so that the time to read a line grows only with its length. */
    @Test
    void readsAHostileLineInTimeThatGrowsWithItsLength() {
        String blanksAndBrackets = "192.0.2.1 - " + " [17/May/2015".repeat(40_000);
        String quotes = START + " \"" + "\\\"".repeat(250_000);
        String blanks = "192.0.2.1 - x" + " ".repeat(500_000) + "y";
        String bytes = START + " \"" + "\\x41a".repeat(100_000) + "\" \"-\"";
        String backslashes = START + " \"" + "\\x".repeat(150_000) + "\" \"-\"";
        long begin = System.nanoTime();
        assertThat(reader.read(blanksAndBrackets)).isEmpty();
        assertThat(reader.read(quotes)).isEmpty();
        assertThat(reader.read(blanks)).isEmpty();
        assertThat(reader.read(bytes)).isPresent();
        assertThat(reader.read(backslashes)).isPresent();
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    private static String formatOf(String... lines) {
        LogReader reader = LogReader.ofAnyFormat();
        reader.recognize(List.of(lines));
        return reader.description();
    }

    private static String text(String column) {
        return column == null ? "" : column;
    }
}
