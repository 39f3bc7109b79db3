package io.clickmill.local.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The description of a running system in {@code DIR/run.json}. It is written atomically when the system is ready, and
 * deleted when the system stops properly. After a kill the file stays, but its process no longer exists.
 *
 * @param processStartedAtMs when the process started, to tell it from a later process with the same pid
 * @param readyAt when the system became ready, in ISO 8601
 * @param apiUrl the API's URL, for example {@code http://127.0.0.1:8080}
 * @param kafkaBootstrapServers Kafka's {@code host:port}
 * @param postgresUrl the JDBC URL of the database, without a user
 * @param flinkUrl the URL of Flink's web page, or null
 * @param jobId the id of the Flink job
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunFile(
        long pid,
        long processStartedAtMs,
        String readyAt,
        String version,
        String javaVersion,
        String apiUrl,
        String kafkaBootstrapServers,
        String postgresUrl,
        @Nullable String flinkUrl,
        String jobId) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Reads the file of a folder; empty if it does not exist or its process no longer runs. */
    public static Optional<RunFile> ofRunning(DataFolder folder) {
        try {
            RunFile found = JSON.readValue(Files.readAllBytes(folder.runFile()), RunFile.class);
            return found.process().find().map(alive -> found);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + folder.runFile() + ": " + e.getMessage(), e);
        }
    }

    public RunningProcess process() {
        return new RunningProcess(pid, Instant.ofEpochMilli(processStartedAtMs));
    }

    public void write(DataFolder folder) throws IOException {
        Path partial = folder.path().resolve("run.json.partial");
        Files.write(partial, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        Utils.atomicMoveWithFallback(partial, folder.runFile());
    }
}
