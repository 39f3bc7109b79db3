package io.clickmill.api.dialect.placewise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Queries a running API as a client of Placewise does. */
record PlacewiseClient(int port, String key) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The answer to a query, whatever its status. */
    HttpResponse<String> query(String customer, String body) throws Exception {
        return query(customer, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a query whose body may not be text. */
    HttpResponse<String> query(String customer, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/reporting/query"))
                .header("Content-Type", "application/json")
                .header("X-User-Agent", "test/1")
                .header("X-Product-Name", "test")
                .header("X-Client-Authorization", key)
                .header("X-Customer", customer)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The body of the answer as JSON. Fails if the answer has another status. */
    JsonNode query(int status, String customer, String body) throws Exception {
        HttpResponse<String> answer = query(customer, body);
        assertThat(answer.statusCode()).as(body + " " + answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }
}
