package io.clickmill.local.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.clickmill.contract.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How a system is doing, in the fields of {@code clickmill status --json}.
 *
 * @param job Flink's state of the job; {@code UNKNOWN} if nobody tells it, as on a cluster
 * @param restarts of the job since the start of the system; null if nobody tells them
 * @param rejectedByReason numbers by the word of their reason, the greatest first; their sum is less than {@code rejected}
 *     where an earlier release has rejected some
 * @param lagRecords of the topic that the last checkpoint had not taken in
 * @param watermark ISO 8601, arrival time; null if the job has none yet
 * @param progress ISO 8601, up to where rollups are complete; null before the first checkpoint
 * @param lateRows of the log that are in no rollup
 * @param gaps marks of days whose rollups must not be used
 * @param checkpointAgeS seconds since the last checkpoint; null before the first
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

    /** Asks the database and Kafka, and of a local system its last report of the job. */
    public static SystemStatus read(RunningSystem system, Instant now) throws SQLException, InterruptedException {
        DataSource database = system.database(Schema.READER_ROLE);
        Optional<JobReport> job = jobReport(system, now);
        Optional<Progress> progress = Progress.read(database);
        long received = progress.map(Progress::received).orElse(0L);
        long records = new ClickTopic(system.kafkaAccess(), system.topics()).recordCount();
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

    /** Why the job of a local system failed the last time, if it does not run now. */
    public static Optional<String> jobFailure(RunningSystem system, Instant now) {
        return jobReport(system, now).map(JobReport::failure);
    }

    private static Optional<JobReport> jobReport(RunningSystem system, Instant now) {
        return system.description().flatMap(local -> JobReport.read(system.folder(), now));
    }

    /** The report is of a moment ago; the progress, which follows the watermark, may be ahead of that. */
    private static Instant watermark(Instant reported, Optional<Progress> progress) {
        Instant reached = progress.map(Progress::progress).orElse(Instant.MIN);
        return reported.isBefore(reached) ? reached : reported;
    }

    /** {@code received = logged + duplicates + rejected}. */
    @JsonIgnore
    public boolean isExact() {
        return received == logged + duplicates + rejected;
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and texts is JSON", e);
        }
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }

    private static long count(DataSource database, String query) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
