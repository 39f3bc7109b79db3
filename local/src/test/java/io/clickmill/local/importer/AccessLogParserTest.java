package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.local.importer.AccessLogParser.LogFormat;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class AccessLogParserTest {
    private final AccessLogParser combined = new AccessLogParser(LogFormat.COMBINED);
    private final AccessLogParser common = new AccessLogParser(LogFormat.COMMON);

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "access-log-lines.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
    void readsALine(
            String description,
            String line,
            Instant timestamp,
            String ip,
            String method,
            String url,
            int status,
            long bytes,
            String referer,
            String userAgent) {
        assertThat(parse(line))
                .contains(new AccessLogLine(
                        timestamp, ip, text(method), text(url), status, bytes, text(referer), text(userAgent)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "not-access-log-lines.csv", numLinesToSkip = 1, delimiter = '|', quoteCharacter = '`')
    void refusesALine(String description, String line) {
        assertThat(parse(line)).isEmpty();
    }

    private Optional<AccessLogLine> parse(String line) {
        return combined.parse(line).or(() -> common.parse(line));
    }

    private static String text(String column) {
        return column == null ? "" : column;
    }
}
