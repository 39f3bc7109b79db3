package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.contract.Progress;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.ImportSummary.BadLines;
import io.clickmill.local.importer.LeftOut;
import io.clickmill.local.run.SystemStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandOutputTest {
    @Test
    void sumsUpAnImport() {
        assertThat(ImportReport.text(new ImportSummary(10_000, 1), "click", 3.21))
                .isEqualTo("imported 10000 lines: 9999 clicks, 1 bad line in 3.2 s");
        assertThat(ImportReport.text(new ImportSummary(1, 0), "link", 0.04))
                .isEqualTo("imported 1 line: 1 link, 0 bad lines in 0.0 s");
    }

    @Test
    void reportsLeftOutRequestsAndTheFirstBadLineOfEachReason() {
        ImportSummary summary = new ImportSummary(
                20,
                9,
                4,
                Map.of(LeftOut.METHOD, 1L, LeftOut.STATIC_FILE, 5L, LeftOut.FAILED, 1L),
                List.of(
                        new BadLines("expected: a status of 100 to 599", "at column 62", 3, "a.log:7", "1.2.3.4 - -"),
                        new BadLines("missing_field", "event_id: absent (expected: text)", 1, "b.ndjson:1", "{}")),
                List.of());
        assertThat(ImportReport.details(summary))
                .containsExactly(
                        "left out 7 requests: 1 failed, 1 HEAD, OPTIONS and other methods that open no page, 5 static files;"
                                + " --all-requests takes them",
                        "3 bad lines, the first a.log:7: expected: a status of 100 to 599 at column 62; if your server"
                                + " writes such lines, name their format by --log-format (docs/import.md)",
                        "  1.2.3.4 - -",
                        "1 bad line, the first b.ndjson:1: missing_field event_id: absent (expected: text);"
                                + " docs/events.md has the fields",
                        "  {}");
        assertThat(ImportReport.details(new ImportSummary(3, 0))).isEmpty();
    }

    @Test
    void refusesAnInvalidLogFormat() {
        assertThat(usageError("import", "--log-format", "%h \"%r\"", "x.log"))
                .startsWith("clickmill: --log-format: no time (expected: %t, ");
        assertThat(usageError("import", "--log-format", "%t \"%r\"", "--format", "ndjson", "x.log"))
                .startsWith("clickmill: --log-format: expected without --format");
    }

    @Test
    void reportsAllInvalidSettings() {
        Map<String, String> environment = Map.of("CLICKMILL_CURRENCIES", "acme", "CLICKMILL_LOG_RETENTION", "long");
        assertThat(usageError(environment, "import", "x.log")).isEqualToNormalizingNewlines("""
                clickmill: CLICKMILL_LOG_RETENTION: long (expected: a duration above 0 such as 250ms, 15s, 10min, 24h or 20d)
                CLICKMILL_CURRENCIES: acme (expected: an account and an ISO 4217 code of three letters, such as acme=eur)
                """);
        assertThat(usageError(Map.of("CLICKMILL_KAFKA_OPT_ACKS", "0"), "status", "--kafka-bootstrap-servers", "k:9092"))
                .startsWith("clickmill: CLICKMILL_KAFKA_OPT_ACKS: option acks is not taken");
    }

    private static String usageError(String... args) {
        return usageError(Map.of(), args);
    }

    /** The error of a command line that ends with exit code 2. */
    private static String usageError(Map<String, String> environment, String... args) {
        StringWriter errors = new StringWriter();
        CommandLine command = ClickmillCommand.commandLine(environment).setErr(new PrintWriter(errors, true));
        assertThat(command.execute(args)).isEqualTo(2);
        return errors.toString();
    }

    @Test
    void reportsWhatTheJobMadeOfAnImport() {
        Progress before = new Progress(Instant.EPOCH, 10, 7, 2, 1, Map.of(), Instant.EPOCH);
        Progress after = new Progress(Instant.EPOCH, 20, 13, 3, 4, Map.of(), Instant.EPOCH);
        assertThat(ImportReport.verdict(before, after))
                .isEqualTo("; the job rejected 3 and found 1 duplicate meanwhile");
        assertThat(ImportReport.verdict(after, after))
                .isEqualTo("; the job rejected 0 and found 0 duplicates meanwhile");
    }

    @Test
    void showsTheStatusAsATable() {
        Map<String, Long> byReason = new LinkedHashMap<>();
        byReason.put("too_old", 1_040L);
        byReason.put("invalid_json", 2L);
        byReason.put("a_new_one", 1L);
        SystemStatus status = new SystemStatus(
                "RUNNING", 2L, 13_345, 12_000, 300, 1_045, byReason, 7, null, "2026-11-20T10:00:00Z", 3, 0, 1.25);
        assertThat(StatusCommand.table(status, "clicks.rejected")).isEqualToNormalizingNewlines("""
                        job         RUNNING
                        restarts    2
                        received    13,345
                        logged      12,000
                        duplicates  300
                        rejected    1,045
                          1,040 too_old: The event happened longer ago than the log is kept.
                          2 invalid_json: The value is not exactly one JSON text.
                          1 a_new_one: A reason of another release.
                          2 before reasons were counted
                          see topic clicks.rejected: each record has its reason and detail in its headers
                        balance     received = logged + duplicates + rejected: ok
                        lag         7 records
                        watermark   none yet
                        progress    2026-11-20T10:00:00Z
                        late rows   3
                        gaps        0
                        checkpoint  1.3 s ago
                        """);
    }

    @Test
    void saysWhenTheRecordsDoNotBalance() {
        SystemStatus status = new SystemStatus("RUNNING", null, 5, 3, 1, 0, Map.of(), 0, null, null, 0, 0, null);
        assertThat(StatusCommand.table(status, "clicks.rejected")).contains("rejected: NOT EXACT");
    }

    @Test
    void writesTheStatusAsJson() {
        SystemStatus status = new SystemStatus(
                "RUNNING", null, 7, 4, 1, 2, Map.of("too_old", 2L), 0, null, "2026-11-20T10:00:00Z", 3, 2, 0.5);
        assertThat(status.toJson())
                .isEqualTo(
                        "{\"job\":\"RUNNING\",\"restarts\":null,\"received\":7,\"logged\":4,\"duplicates\":1,\"rejected\":2,"
                                + "\"rejected_by_reason\":{\"too_old\":2},"
                                + "\"lag_records\":0,\"watermark\":null,\"progress\":\"2026-11-20T10:00:00Z\","
                                + "\"late_rows\":3,\"gaps\":2,\"checkpoint_age_s\":0.5}");
    }
}
