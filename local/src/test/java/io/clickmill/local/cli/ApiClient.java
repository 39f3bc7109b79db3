package io.clickmill.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A client of the API with the key of one account. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PLAN_NUMBER = Pattern.compile("(\\w+)=(\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private final String key;

    ApiClient(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /**
     * An answer.
     *
     * @param plan the numbers of the header {@code X-Clickmill-Plan}; empty without the header
     */
    record Answer(int status, JsonNode body, Map<String, Long> plan) {
        JsonNode data() {
            return body.get("data");
        }
    }

    Answer get(String path, Map<String, String> parameters) {
        return answer(getting(path, parameters));
    }

    /** Like {@link #get}; empty if the system is down. */
    Optional<Answer> tryGet(String path, Map<String, String> parameters) throws InterruptedException {
        return tryAnswer(getting(path, parameters));
    }

    /** Posts events, which are given as NDJSON. */
    Answer post(String events) {
        return answer(posting(events));
    }

    /** Like {@link #post}; empty if the system is down. Then it is unknown whether the events were accepted. */
    Optional<Answer> tryPost(String events) throws InterruptedException {
        return tryAnswer(posting(events));
    }

    private HttpRequest getting(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return request(path + "?" + query).build();
    }

    private HttpRequest posting(String events) {
        return request("/v1/events")
                .POST(HttpRequest.BodyPublishers.ofString(events))
                .build();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(url + pathAndQuery))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key);
    }

    private Answer answer(HttpRequest request) {
        try {
            return send(request);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer to " + request, e);
        }
    }

    private Optional<Answer> tryAnswer(HttpRequest request) throws InterruptedException {
        try {
            return Optional.of(send(request));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        String plan = response.headers().firstValue("X-Clickmill-Plan").orElse("");
        return new Answer(response.statusCode(), JSON.readTree(response.body()), numbers(plan));
    }

    private static Map<String, Long> numbers(String plan) {
        Map<String, Long> numbers = new HashMap<>();
        Matcher found = PLAN_NUMBER.matcher(plan);
        while (found.find()) {
            numbers.put(found.group(1), Long.parseLong(found.group(2)));
        }
        return numbers;
    }
}
