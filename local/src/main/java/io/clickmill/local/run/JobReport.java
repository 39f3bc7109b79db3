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
 * How the job of a local system is doing, in {@code DIR/job.json}: {@code up} writes it every second, so that other
 * processes need no way into Flink.
 *
 * @param atMs when it was written
 * @param state Flink's word, for example {@code RUNNING}
 * @param restarts since the start of the system
 * @param failure root cause of the last failure, if there was one
 * @param watermarkMs arrival time, if any task has a watermark
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobReport(
        long atMs,
        String state,
        @Nullable Long restarts,
        @Nullable String failure,
        @Nullable Long watermarkMs) {
    /** Flink has ten seconds for an answer, so that a report of a busy system is older than its second. */
    static final Duration MAX_AGE = Duration.ofSeconds(15);

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** The report of a folder, if there is one that was written within the last 15 seconds. */
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

    /** Up to where arrival time has been worked through. */
    public Optional<Instant> watermark() {
        return Optional.ofNullable(watermarkMs).map(Instant::ofEpochMilli);
    }
}
