package io.clickmill.local.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatTest {
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "log-formats.csv", numLinesToSkip = 1, delimiter = '~', quoteCharacter = '`')
    void readsALineInItsFormat(
            String description,
            String format,
            String line,
            Instant timestamp,
            String ip,
            String url,
            int status,
            String userAgent) {
        AccessLogLine read = LogFormat.compile(format).read(line).orElseThrow();
        assertThat(read.timestamp()).isEqualTo(timestamp);
        assertThat(read.ip()).isEqualTo(ip == null ? "" : ip);
        assertThat(read.url()).isEqualTo(url);
        assertThat(read.status()).isEqualTo(status);
        assertThat(read.userAgent()).isEqualTo(userAgent);
    }

    /** A text field looks ahead. Positions that it found in a longer line must not be used in a shorter one. */
    @Test
    void readsAShortLineAfterALongOne() {
        LogFormat format = LogFormat.compile("$time_iso8601 $remote_addr $request_uri $body_bytes_sent $status");
        String longUri = "/" + "a".repeat(150);
        for (String uri : List.of(longUri, "/b", "/c")) {
            assertThat(format.read("2015-05-17T10:05:03+00:00 192.0.2.1 " + uri + " 0 200")
                            .orElseThrow()
                            .url())
                    .isEqualTo(uri);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "log_format main '$remote_addr [$time_local] \"$request\" '~log_format (expected: the whole directive, up to its semicolon)",
                "%h %u \"%r\"~no time (expected: %t, %{...}t, $time_local, $time_iso8601 or $msec)",
                "$remote_addr [$time_local]~no request (expected: \"%r\", %U, \"$request\", $request_uri or $uri)",
                "words~no time (expected: %t, %{...}t, $time_local, $time_iso8601 or $msec)",
                "%h %t \"%r\" %~% (expected: a directive such as %h, %t, %{Referer}i or %>s)",
                "%h%u %t \"%r\"~two fields without anything between them (expected: a blank, a quote or another character)",
                "%h %{%Q}t \"%r\"~%Q (expected: a directive of strftime such as %Y, %m, %b, %d, %H, %M, %S, %T, %F, %z)"
            })
    void refusesAFormatAndSaysWhatIsExpected(String format, String message) {
        assertThatThrownBy(() -> LogFormat.compile(format))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
