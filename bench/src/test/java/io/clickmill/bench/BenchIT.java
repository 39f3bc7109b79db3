package io.clickmill.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a small measurement. Its questions are compared with the log, so that its exit code says whether they agree. */
class BenchIT {
    private static final List<String> NUMBERS = List.of(
            "/events",
            "/events_per_s/clickmill",
            "/events_per_s/flink_sql",
            "/events_per_s/floor",
            "/runs/clickmill/0",
            "/ratio_to_floor",
            "/ratio_to_flink_sql",
            "/rollup_rows_per_event",
            "/bytes_per_event/log",
            "/bytes_per_event/rollups",
            "/cpu_us_per_event/job",
            "/cpu_us_per_event/kafka",
            "/checkpoint_ms/median",
            "/checkpoint_ms/max",
            "/state_bytes");

    @TempDir
    private Path folder;

    @Test
    void measuresIngestAndLeavesNothingBehind() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exitCode = run(printed, "ingest", "--quick", "--events", "20000", "--json", "--temp", folder.toString());
        assertThat(exitCode).isZero();
        JsonNode report = new ObjectMapper().readTree(printed.toByteArray());
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
        assertThat(NUMBERS)
                .allSatisfy(key -> assertThat(report.at(key).asDouble()).as(key).isPositive());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static int run(ByteArrayOutputStream printed, String... args) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return BenchCommand.run(args);
        } finally {
            System.setOut(out);
        }
    }
}
