package io.clickmill.job;

import io.clickmill.contract.Currencies;
import io.clickmill.contract.Durations;
import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.time.Lateness;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    /** Settings that cannot be used, all of them at once. */
    public static final class InvalidException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        InvalidException(List<String> errors) {
            super(String.join("\n", errors));
        }
    }

    /**
     * Reads the settings; those that are absent have their defaults.
     *
     * @param settings by the names of environment variables, {@code CLICKMILL_…}; others are ignored
     * @throws InvalidException with a line for every setting that is wrong or missing
     */
    public static JobConfig parse(Map<String, String> settings) {
        Reader read = new Reader(settings);
        JobConfig config = new JobConfig(
                new Kafka(read.kafka(KafkaAccess.BOOTSTRAP_SERVERS_VARIABLE, "localhost:9092"), Topics.parse(settings)),
                read.postgres(),
                new Counting(
                        new Lateness(read.duration("CLICKMILL_LATENESS", Lateness.DEFAULT.bound())),
                        new EventRules(
                                read.duration(EventRules.RETENTION_VARIABLE, EventRules.DEFAULTS.retention()),
                                EventRules.DEFAULTS.maxAhead(),
                                read.currencies(EventRules.CURRENCIES_VARIABLE))),
                new Batching(
                        read.duration("CLICKMILL_LOG_FLUSH_INTERVAL", Duration.ofMillis(250)),
                        read.positive("CLICKMILL_LOG_BATCH_ROWS", 20_000),
                        read.positive("CLICKMILL_BUNDLE_EVENTS", 50_000)),
                new VisitorKey(read.secret("CLICKMILL_VISITOR_KEY", VisitorKey.MIN_LENGTH)),
                read.textOrNull("CLICKMILL_GEO_DATABASE"),
                read.duration("CLICKMILL_CHECKPOINT_INTERVAL", Duration.ofSeconds(10)),
                read.textOrNull("CLICKMILL_CHECKPOINT_DIR"),
                read.flag("CLICKMILL_REBUILD_WITHOUT_STATE"));
        if (!read.errors.isEmpty()) {
            throw new InvalidException(read.errors);
        }
        return config;
    }

    /**
     * Reads the settings of the database alone.
     *
     * @throws InvalidException as {@link #parse}
     */
    public static PostgresAccess parsePostgres(Map<String, String> settings) {
        Reader read = new Reader(settings);
        PostgresAccess postgres = read.postgres();
        if (!read.errors.isEmpty()) {
            throw new InvalidException(read.errors);
        }
        return postgres;
    }

    /** Reads one setting after the other and remembers what was wrong. */
    private static final class Reader {
        private final Map<String, String> settings;
        private final List<String> errors = new ArrayList<>();

        Reader(Map<String, String> settings) {
            this.settings = settings;
        }

        @Nullable
        String textOrNull(String name) {
            String value = settings.get(name);
            return value == null || value.isBlank() ? null : value.strip();
        }

        String text(String name, String defaultValue) {
            String value = textOrNull(name);
            return value == null ? defaultValue : value;
        }

        PostgresAccess postgres() {
            return new PostgresAccess(
                    postgresUrl("CLICKMILL_POSTGRES_URL"),
                    text("CLICKMILL_POSTGRES_WRITER_USER", "clickmill_writer"),
                    textOrNull("CLICKMILL_POSTGRES_WRITER_PASSWORD"));
        }

        private String postgresUrl(String name) {
            String value = text(name, "");
            if (!value.startsWith("jdbc:postgresql:")) {
                // Not the value itself: it may hold a password.
                errors.add(name + ": " + (value.isEmpty() ? "missing" : "not a PostgreSQL URL")
                        + " (expected: jdbc:postgresql://host:port/database)");
            }
            return value;
        }

        String secret(String name, int minLength) {
            String value = text(name, "");
            if (value.length() < minLength) {
                errors.add(name + ": " + value.length() + " characters (expected: at least " + minLength
                        + ", random, and the same for as long as visitors are to be recognised)");
            }
            return value;
        }

        KafkaAccess kafka(String name, String defaultValue) {
            String bootstrapServers = text(name, defaultValue);
            try {
                return KafkaAccess.parse(bootstrapServers, settings);
            } catch (IllegalArgumentException e) {
                errors.add(e.getMessage());
                return new KafkaAccess(bootstrapServers, Map.of());
            }
        }

        Currencies currencies(String name) {
            try {
                return Currencies.parse(text(name, ""));
            } catch (IllegalArgumentException e) {
                errors.add(name + ": " + e.getMessage());
                return Currencies.DEFAULTS;
            }
        }

        Duration duration(String name, Duration defaultValue) {
            return parsed(name, defaultValue, Durations::parse, Durations.EXPECTED);
        }

        /** False where it is absent. */
        boolean flag(String name) {
            String value = text(name, "false");
            if (!value.equals("true") && !value.equals("false")) {
                errors.add(name + ": " + value + " (expected: true or false)");
            }
            return value.equals("true");
        }

        int positive(String name, int defaultValue) {
            return parsed(name, defaultValue, Integer::parseInt, "1..2147483647");
        }

        private <T> T parsed(String name, T defaultValue, Function<String, T> parser, String expected) {
            String value = textOrNull(name);
            if (value == null) {
                return defaultValue;
            }
            try {
                T parsed = parser.apply(value);
                boolean positive = parsed instanceof Duration duration
                        ? duration.compareTo(Duration.ZERO) > 0
                        : parsed instanceof Integer number && number > 0;
                if (positive) {
                    return parsed;
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                // Falls through to the same error as a number out of range.
            }
            errors.add(name + ": " + value + " (expected: " + expected + ")");
            return defaultValue;
        }
    }
}
