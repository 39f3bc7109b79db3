package io.clickmill.local.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.event.EventRules;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests damaged lines of all kinds. None makes the import throw; each is a record, a left-out request, or a bad line
 * with a reason.
 */
class DamagedLinesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);
    private static final int LINES = 20_000;
    private static final String CHARACTERS = "\"\\ []{}:,.-x0Cu\t\u0000é'+/%";
    private static final List<String> WHOLE = List.of(
            "192.0.2.1 - - [17/May/2026:10:05:03 +0000] \"GET /a?b=1 HTTP/1.1\" 200 512 \"https://e.org/\\xC3\\xA9\""
                    + " \"UA \\\"x\\\" \\u00e9\" \"10.0.0.1, 203.0.113.9\" rt=0.1 x=\"y\"",
            "shop.example:443 [2001:db8::1]:80 id Jane Q [17/May/2026:10:05:03 +0000] \"-\" 408 -",
            "10.0.0.1 (203.0.113.9) - - [17/May/2026:10:05:03 +0000] \"GET / HTTP/1.1\" 200 9",
            "{\"event_id\":\"e1\",\"timestamp\":1763629800000}{\"account_id\":null,\"a\":[1,{}]}",
            "[{\"event_id\":\"e\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"account_id\":\"a\"}]",
            "{\"account_id\":\"a\",\"link_id\":\"l1\",\"title\":\"T\"}",
            "1763629800.250 192.0.2.1 GET /a?b 200");

    @ParameterizedTest
    @EnumSource(LineFormat.class)
    void giveAResultInEveryFormat(LineFormat format) {
        convertDamagedLines(format, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%h %l %u %{%d/%b/%Y:%T %z}t \"%r\" %>s",
                "$msec $remote_addr $request_method $uri$is_args$args $status",
                "$remote_user $http_referer [$time_local] \"$request\" $http_user_agent",
                "%{usec}t %h %{X-Forwarded-For}i %U%q %s %b %{User-Agent}i"
            })
    void giveAResultInAGivenFormat(String logFormat) {
        convertDamagedLines(LineFormat.AUTO, logFormat);
    }

    private static void convertDamagedLines(LineFormat format, @Nullable String logFormat) {
        Random random = new Random(7);
        LineToRecord converter =
                new LineToRecord(new ImportOptions(format, logFormat, "acme", false, EventRules.DEFAULTS), CLOCK);
        for (int i = 0; i < LINES; i++) {
            String line = damaged(random);
            LineResult result = converter.convert(
                    line.getBytes(random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
            if (result.problem() != null) {
                assertThat(result.problem().reason()).as(line).isNotEqualTo("unreadable");
            }
            assertThat(result.records().isEmpty()).as(line).isEqualTo(result.leftOut() != null);
            assertThat(result.records().stream().anyMatch(record -> record.problem() != null))
                    .as(line)
                    .isEqualTo(!result.isGood());
        }
    }

    private static String damaged(Random random) {
        StringBuilder line = new StringBuilder(WHOLE.get(random.nextInt(WHOLE.size())));
        for (int changes = random.nextInt(5); changes > 0 && line.length() > 0; changes--) {
            int at = random.nextInt(line.length());
            char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            switch (random.nextInt(4)) {
                case 0 -> line.deleteCharAt(at);
                case 1 -> line.insert(at, character);
                case 2 -> line.setLength(at);
                default -> line.setCharAt(at, character);
            }
        }
        return line.toString();
    }
}
