package io.clickmill.job;

import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import io.clickmill.job.count.PreAggregate;
import io.clickmill.job.time.Lateness;
import io.clickmill.job.time.WindowSpread;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the job; README.md has their table. The text form hides secrets.
 *
 * @param geoDatabase path of a MaxMind city database on every TaskManager; null for the bundled one
 * @param checkpointDirectory URI or path; null leaves it to Flink's own configuration
 * @param rebuildWithoutState whether a job without state may start on a database that has a progress, which makes every
 *     day be recounted
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

    /** The Kafka and its topics: where clicks and links come from and rejected records go. */
    public record Kafka(KafkaAccess access, Topics topics) implements Serializable {}

    /**
     * The rules for events, the bound beyond which an event is late, and the spread of windows that end together, which
     * is no setting.
     */
    public record Counting(Lateness lateness, WindowSpread spread, EventRules rules) implements Serializable {}

    /** The sizes of batches, and the longest wait of the log's while the job has no backlog. */
    public record Batching(Duration logFlushInterval, int logBatchRows, int bundleEvents) implements Serializable {}

    /** The key of the visitors' hashes. Whoever knows it can tell which address a visitor had. */
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
     * Reads the settings. Absent ones get their defaults.
     *
     * @param values by name of the environment variable, {@code CLICKMILL_…}; others are ignored
     * @throws Settings.InvalidException with a line for every setting that is invalid or missing
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
                        WindowSpread.STANDARD,
                        EventRules.read(settings)),
                new Batching(
                        settings.duration("CLICKMILL_LOG_FLUSH_INTERVAL", Duration.ofMillis(100)),
                        settings.number("CLICKMILL_LOG_BATCH_ROWS", 20_000, 1, 1_000_000),
                        settings.number("CLICKMILL_BUNDLE_EVENTS", 50_000, 1, PreAggregate.MAX_BUNDLE_EVENTS)),
                new VisitorKey(settings.secret("CLICKMILL_VISITOR_KEY", VisitorKey.MIN_LENGTH)),
                settings.textOrNull("CLICKMILL_GEO_DATABASE"),
                settings.duration("CLICKMILL_CHECKPOINT_INTERVAL", Duration.ofSeconds(10)),
                settings.textOrNull("CLICKMILL_CHECKPOINT_DIR"),
                settings.flag("CLICKMILL_REBUILD_WITHOUT_STATE"));
        settings.requireValid();
        return config;
    }
}
