package io.clickmill.local.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.contract.Progress;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The state of a system, with the fields of {@code clickmill status --json}.
 *
 * @param job Flink's state of the job; {@code UNKNOWN} without a report of the job, as on a cluster
 * @param restarts number of restarts of the job since the start of the system; null without a report of the job
 * @param rejectedByReason number of rejected records by the word of their reason, largest first. The sum is less than
 *     {@code rejected} if an earlier release, which did not count reasons, has rejected some
 * @param lagRecords number of records in the topic that the last checkpoint did not include
 * @param watermark the watermark of arrival time in ISO 8601; null if the job has none yet
 * @param progress the instant up to which rollups are complete, in ISO 8601; null before the first checkpoint
 * @param lateRows number of late rows in the log
 * @param gaps number of gaps
 * @param checkpointAgeS seconds since the last checkpoint; null before the first one
 */
public record SystemStatus(
        String job,
        @Nullable Long restarts,
        long received,
        long logged,
        long duplicates,
        long rejected,
        Map<String, Long> rejectedByReason,
        long lagRecords,
        @Nullable String watermark,
        @Nullable String progress,
        long lateRows,
        long gaps,
        @Nullable Double checkpointAgeS) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final String COUNT_LATE_ROWS = """
            SELECT count(*)
              FROM click_event
             WHERE late
            """;
    private static final String COUNT_GAPS = """
            SELECT count(*)
              FROM rollup_gap
            """;

    /** Reads the state from the database, from Kafka and, for a local system, from the last report of the job. */
    public static SystemStatus read(RunningSystem system, Instant now) throws SQLException, InterruptedException {
        DataSource database = system.database(Schema.READER_ROLE);
        Optional<JobReport> job = jobReport(system, now);
        Optional<Progress> progress = Progress.read(database);
        long received = progress.map(Progress::received).orElse(0L);
        long records = new TopicOffsets(system.kafkaAccess(), system.topics()).clicks();
        return new SystemStatus(
                job.map(JobReport::state).orElse("UNKNOWN"),
                job.map(JobReport::restarts).orElse(null),
                received,
                progress.map(Progress::logged).orElse(0L),
                progress.map(Progress::duplicates).orElse(0L),
                progress.map(Progress::rejected).orElse(0L),
                progress.map(Progress::rejectedByReason).orElse(Map.of()),
                Math.max(0, records - received),
                text(job.flatMap(JobReport::watermark).map(watermark -> watermark(watermark, progress))),
                text(progress.map(Progress::progress)),
                count(database, COUNT_LATE_ROWS),
                count(database, COUNT_GAPS),
                progress.map(found -> Math.max(0, ChronoUnit.MILLIS.between(found.publishedAt(), now)) / 1000.0)
                        .orElse(null));
    }

    /** The root cause of the last failure of a local system's job; empty if there was none or no report exists. */
    public static Optional<String> jobFailure(RunningSystem system, Instant now) {
        return jobReport(system, now).map(JobReport::failure);
    }

    private static Optional<JobReport> jobReport(RunningSystem system, Instant now) {
        return system.description().flatMap(local -> JobReport.read(system.folder(), now));
    }

    /**
     * The later of the reported watermark and the progress. The report may be older, and progress never passes the
     * watermark.
     */
    private static Instant watermark(Instant reported, Optional<Progress> progress) {
        Instant reached = progress.map(Progress::progress).orElse(Instant.MIN);
        return reported.isBefore(reached) ? reached : reported;
    }

    /** Whether {@code received = logged + duplicates + rejected}. */
    @JsonIgnore
    public boolean isExact() {
        return received == logged + duplicates + rejected;
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status cannot be written as JSON", e);
        }
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }

    private static long count(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Sql.first(connection, query, row -> row.getLong(1)).orElseThrow();
        }
    }
}
