package io.clickmill.job;

import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Settings;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.time.Lateness;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set of the job; README.md has the table of settings. Its text form hides what is secret.
 *
 * @param geoDatabase path of a MaxMind city database on every TaskManager; null for the one that is built in
 * @param checkpointDirectory URI or path; null leaves it to Flink's own configuration
 * @param rebuildWithoutState whether a job without state may start where there is a progress, and has everything recounted
 */
public record JobConfig(
        Kafka kafka,
        PostgresAccess postgres,
        Counting counting,
        Batching batching,
        VisitorKey visitorKey,
        @Nullable String geoDatabase,
        Duration checkpointInterval,
        @Nullable String checkpointDirectory,
        boolean rebuildWithoutState)
        implements Serializable {

    /** Where clicks and links come from and rejected records go. */
    public record Kafka(KafkaAccess access, Topics topics) implements Serializable {}

    /** What counts, and what of it as late. */
    public record Counting(Lateness lateness, EventRules rules) implements Serializable {}

    /** How much is written at once. */
    public record Batching(Duration logFlushInterval, int logBatchRows, int bundleEvents) implements Serializable {}

    /** The key of the visitors' hashes: who knows it can tell which address a visitor had. */
    public record VisitorKey(String text) implements Serializable {
        static final int MIN_LENGTH = 16;

        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * Reads the settings; those that are absent have their defaults.
     *
     * @param values by the names of environment variables, {@code CLICKMILL_…}; others are ignored
     * @throws Settings.InvalidException with a line for every setting that is wrong or missing
     */
    public static JobConfig parse(Map<String, String> values) {
        Settings settings = new Settings(values);
        JobConfig config = new JobConfig(
                new Kafka(
                        settings.kafka(settings.text(KafkaAccess.BOOTSTRAP_SERVERS_VARIABLE, "localhost:9092")),
                        Topics.read(settings)),
                PostgresAccess.read(settings),
                new Counting(
                        new Lateness(settings.duration("CLICKMILL_LATENESS", Lateness.DEFAULT.bound())),
                        EventRules.read(settings)),
                new Batching(
                        settings.duration("CLICKMILL_LOG_FLUSH_INTERVAL", Duration.ofMillis(250)),
                        settings.number("CLICKMILL_LOG_BATCH_ROWS", 20_000, 1, Integer.MAX_VALUE),
                        settings.number("CLICKMILL_BUNDLE_EVENTS", 50_000, 1, Integer.MAX_VALUE)),
                new VisitorKey(settings.secret("CLICKMILL_VISITOR_KEY", VisitorKey.MIN_LENGTH)),
                settings.textOrNull("CLICKMILL_GEO_DATABASE"),
                settings.duration("CLICKMILL_CHECKPOINT_INTERVAL", Duration.ofSeconds(10)),
                settings.textOrNull("CLICKMILL_CHECKPOINT_DIR"),
                settings.flag("CLICKMILL_REBUILD_WITHOUT_STATE"));
        settings.requireValid();
        return config;
    }
}
