package io.clickmill.local.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a local system's job, in {@code DIR/job.json}. {@code up} writes it every second, so that other
 * processes need no access to Flink.
 *
 * @param atMs when it was written, in epoch milliseconds
 * @param state Flink's word, for example {@code RUNNING}
 * @param restarts the number of restarts since the start of the system, or null
 * @param failure the root cause of the last failure, or null
 * @param watermarkMs the watermark in epoch milliseconds of arrival time; null if no task has one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobReport(
        long atMs,
        String state,
        @Nullable Long restarts,
        @Nullable String failure,
        @Nullable Long watermarkMs) {
    /** Older reports are ignored. Flink may take ten seconds for an answer, so those of a busy system are not. */
    static final Duration MAX_AGE = Duration.ofSeconds(15);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** The report of a folder; empty if it does not exist or is older than 15 seconds. */
    public static Optional<JobReport> read(DataFolder folder, Instant now) {
        try {
            JobReport found = JSON.readValue(Files.readAllBytes(folder.jobFile()), JobReport.class);
            return Optional.of(found).filter(report -> now.toEpochMilli() - report.atMs <= MAX_AGE.toMillis());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public void write(DataFolder folder) throws IOException {
        new SecretFile(folder.jobFile()).write(JSON.writeValueAsString(this));
    }

    /** The watermark: all records that arrived before it are processed. */
    public Optional<Instant> watermark() {
        return Optional.ofNullable(watermarkMs).map(Instant::ofEpochMilli);
    }
}
