package io.clickmill.local.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What Flink's REST API says of the job. */
final class FlinkRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(WAIT).build();
    private final URI job;

    FlinkRest(String flinkUrl, String jobId) {
        this.job = URI.create(flinkUrl + "/jobs/" + jobId);
    }

    /** Flink's word for the state of the job, for example {@code RUNNING}; {@code UNKNOWN} if Flink does not answer. */
    String state() throws InterruptedException {
        return get(job).map(found -> found.path("state").asText("UNKNOWN")).orElse("UNKNOWN");
    }

    /** The root cause of the job's last failure. */
    Optional<String> failure() throws InterruptedException {
        return get(URI.create(job + "/exceptions"))
                .map(found ->
                        found.path("exceptionHistory").path("entries").path(0).path("stacktrace"))
                .map(stackTrace -> StackTraces.rootCause(stackTrace.asText("")))
                .filter(cause -> !cause.isEmpty());
    }

    /** The lowest watermark of any operator that has one: up to where arrival time has been worked through. */
    Optional<Instant> watermark() throws InterruptedException {
        long lowest = Long.MAX_VALUE;
        for (JsonNode vertex : get(job).map(found -> found.path("vertices")).orElse(JSON.createArrayNode())) {
            URI uri = URI.create(job + "/vertices/" + vertex.path("id").asText() + "/watermarks");
            for (JsonNode task : get(uri).orElse(JSON.createArrayNode())) {
                long watermark = task.path("value").asLong(Long.MIN_VALUE);
                // The lowest long stands for none yet.
                if (watermark > Long.MIN_VALUE) {
                    lowest = Math.min(lowest, watermark);
                }
            }
        }
        return lowest == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lowest));
    }

    private Optional<JsonNode> get(URI uri) throws InterruptedException {
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(WAIT).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
