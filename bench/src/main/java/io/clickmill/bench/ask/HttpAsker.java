package io.clickmill.bench.ask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.http.Routes;
import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Asks the API by HTTP, over connections that stay open. A thread that asks has one connection at a time. */
final class HttpAsker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /**
     * The API's bounds are at two standard errors, which one estimate in twenty exceeds. A wrong one would exceed twice
     * as many, too.
     */
    private static final int BOUNDS = 2;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port;
    private final String key;

    HttpAsker(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /**
     * The response to a request.
     *
     * @throws CommandFailure if it is an error
     */
    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(path);
        if (response.statusCode() != OK) {
            throw failure(path, response);
        }
        return response;
    }

    /** Whether a question was answered; false if too many others are being answered. */
    boolean isAnswered(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(path);
        if (response.statusCode() == TOO_MANY_REQUESTS || response.statusCode() == UNAVAILABLE) {
            return false;
        }
        if (response.statusCode() != OK) {
            throw failure(path, response);
        }
        return true;
    }

    Answer ask(Question question) throws IOException, InterruptedException {
        List<Answer.Row> rows = new ArrayList<>();
        for (JsonNode row : JSON.readTree(get(question.path()).body()).path("data")) {
            rows.add(row(question, row));
        }
        return new Answer(rows);
    }

    /** What was read for the answer to a question. */
    String plan(Question question) throws IOException, InterruptedException {
        return get(question.path()).headers().firstValue(Routes.PLAN_HEADER).orElse("");
    }

    private HttpResponse<byte[]> send(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static CommandFailure failure(String path, HttpResponse<byte[]> response) {
        return new CommandFailure("GET " + path + ": " + response.statusCode() + " "
                + new String(response.body(), StandardCharsets.UTF_8));
    }

    private static Answer.Row row(Question question, JsonNode row) {
        List<String> group = new ArrayList<>();
        for (String word : question.groupBy()) {
            List<String> columns = word.equals("params") ? List.of("params_name", "params_value") : List.of(word);
            columns.forEach(column -> group.add(row.path(column).asText()));
        }
        if (question.isSeries()) {
            group.add(OffsetDateTime.parse(row.path("start").asText())
                    .toLocalDateTime()
                    .toString());
        }
        JsonNode uniques = row.path("uniques");
        long value = uniques.path("value").asLong();
        long margin = BOUNDS
                * Math.max(
                        value - uniques.path("low").asLong(),
                        uniques.path("high").asLong() - value);
        return new Answer.Row(
                group, row.path("clicks").asLong(), value, uniques.path("exact").asBoolean(true) ? 0 : margin);
    }
}
