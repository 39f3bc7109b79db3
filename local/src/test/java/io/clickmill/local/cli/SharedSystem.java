package io.clickmill.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.RunFile;
import io.clickmill.local.run.RunningSystem;
import io.clickmill.local.run.SystemStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One local system for all test classes that register this extension, because a start takes long. The first class
 * starts it, and it stops after the last. A class may kill and restart it, and must not rely on what others have sent.
 */
final class SharedSystem implements BeforeAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedSystem.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Running running;

    /** The system and its folder. It runs until all tests have ended. */
    private static final class Running implements AutoCloseable {
        final Path parent;
        final Path data;
        LocalRun process;

        Running() throws IOException {
            parent = Files.createTempDirectory("clickmill");
            data = parent.resolve("data");
        }

        void ensureUp() throws IOException {
            if (RunFile.ofRunning(new DataFolder(data)).isEmpty()) {
                process = LocalRun.up(data, "--port", "0");
            }
        }

        @Override
        public void close() throws IOException {
            LocalRun.command("down", "--data", data.toString());
            try (Stream<Path> files = Files.walk(parent)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        running = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, key -> newRunning(), Running.class);
        running.ensureUp();
    }

    private static Running newRunning() {
        try {
            return new Running();
        } catch (IOException e) {
            throw new AssertionError("no temporary folder", e);
        }
    }

    Path data() {
        return running.data;
    }

    LocalRun process() {
        return running.process;
    }

    /** Starts the system again after a test has stopped or killed it. */
    void restart() throws IOException {
        restart(0);
    }

    /** Like {@link #restart()}, on a port where clients keep looking for it. */
    void restart(int port) throws IOException {
        running.process = LocalRun.up(running.data, "--port", Integer.toString(port));
    }

    RunFile description() {
        return LocalRun.description(running.data);
    }

    /** The system's Kafka, with the login of its folder. */
    KafkaAccess kafka() {
        return new RunningSystem(new DataFolder(running.data), null, Topics.DEFAULTS, null).kafkaAccess();
    }

    /** A new key for everything in one account, with further options of {@code keys create}. */
    String newKey(String account, String... options) {
        List<String> command =
                new ArrayList<>(List.of("keys", "create", "--data", running.data.toString(), "--account", account));
        command.addAll(List.of(options));
        return LocalRun.command(command.toArray(String[]::new)).output().strip();
    }

    /** The object of {@code status --json}. The command itself would wait for other commands in this process. */
    JsonNode status() throws Exception {
        RunningSystem system = new RunningSystem(new DataFolder(running.data), null, Topics.DEFAULTS, null);
        return JSON.readTree(
                SystemStatus.read(system, Clock.systemUTC().instant()).toJson());
    }

    /** The balance once a checkpoint includes all records of the topic, or after a minute. */
    Balance settledBalance() throws Exception {
        return Balance.of(Await.until(
                PATIENCE, this::status, status -> status.get("lag_records").asLong() == 0));
    }

    /** The job's counts of {@code received = logged + duplicates + rejected}. */
    record Balance(long received, long logged, long duplicates, long rejected) {
        static Balance of(JsonNode status) {
            List<Long> counts = Stream.of("received", "logged", "duplicates", "rejected")
                    .map(field -> status.get(field).asLong())
                    .toList();
            return new Balance(counts.get(0), counts.get(1), counts.get(2), counts.get(3));
        }

        /** The difference to an earlier balance. */
        Balance since(Balance before) {
            return new Balance(
                    received - before.received,
                    logged - before.logged,
                    duplicates - before.duplicates,
                    rejected - before.rejected);
        }
    }
}
