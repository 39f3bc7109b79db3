package io.clickmill.api;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks one server, with the same headers in every request. */
public record TestClient(int port, Map<String, String> headers) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The same client of another server on this machine. */
    public TestClient at(int otherPort) {
        return new TestClient(otherPort, headers);
    }

    /** The address of a path. */
    public String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** A request with the client's headers, for a path or a whole address. */
    public HttpRequest.Builder request(String target) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(target.startsWith("http:") ? target : address(target)));
        headers.forEach(request::header);
        return request;
    }

    /** Gets a path or a whole address. */
    public HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send(request(target));
    }

    /** Posts a body of JSON. */
    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** Sends a request as it is. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /**
     * Sends what no client library would, and returns the whole answer.
     *
     * @param lines the request line, and header lines to which those of the client are added
     */
    public String raw(String lines, String body) throws IOException {
        String own = headers.entrySet().stream()
                .map(header -> "\r\n" + header.getKey() + ": " + header.getValue())
                .collect(Collectors.joining());
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = lines + "\r\nConnection: close" + own + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Gets a target that no client library would send, and returns the whole answer. */
    public String rawGet(String target) throws IOException {
        return raw("GET " + target + " HTTP/1.1\r\nHost: localhost", "");
    }
}
