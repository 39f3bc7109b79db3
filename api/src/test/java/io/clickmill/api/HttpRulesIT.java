package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickmill.api.auth.CreateApiKey;
import io.clickmill.api.auth.Plan;
import io.clickmill.contract.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that hold for every route. */
final class HttpRulesIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final FaultyClock CLOCK = new FaultyClock();

    private static TestDatabase database;
    private static ClickStatsApi api;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        key = key(null);
        api = TestApi.start(
                database, CLOCK, new RecordingPublisher(), Map.of("CLICKMILL_CLICKS_PER_ADDRESS", "100/day"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    static List<String> pages() {
        return api.routes().stream()
                .filter(route -> route.startsWith("GET "))
                .map(route -> route.substring(4).replaceAll("\\{\\w+}", "x").replace("*", "/x"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void answersHeadAsGetWithoutABody(String path) throws Exception {
        HttpResponse<String> get = send("GET", path, Map.of());
        HttpResponse<String> head = send("HEAD", path, Map.of());
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(head.body()).isEmpty();
        assertThat(headers(head, path)).isEqualTo(headers(get, path));
        assertThat(send("HEAD", path, Map.of("Accept-Encoding", "gzip"))
                        .headers()
                        .map())
                .hasSameSizeAs(send("GET", path, Map.of("Accept-Encoding", "gzip"))
                        .headers()
                        .map());
    }

    /** The headers to compare. The length of the metrics grows with each request. */
    private static Map<String, List<String>> headers(HttpResponse<String> response, String path) {
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        headers.remove("date");
        if (path.equals("/metrics")) {
            headers.remove("content-length");
        }
        return headers;
    }

    @Test
    void countsHeadAgainstTheLimit() throws Exception {
        Map<String, String> limited = Map.of("Authorization", "Bearer " + key(2));
        assertThat(send("HEAD", "/v1/stats", limited).statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/v1/stats", limited).statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/v1/stats", limited).statusCode()).isEqualTo(429);
        assertThat(send("GET", "/v1/stats", limited).statusCode()).isEqualTo(429);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void saysWhatMayBeCached(String path) throws Exception {
        HttpResponse<String> page = send("GET", path, Map.of());
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        boolean isStatic =
                path.equals("/") || path.startsWith("/openapi") || path.endsWith(".css") || path.startsWith("/docs/");
        if (page.statusCode() == 302) {
            assertThat(page.headers().firstValue("Cache-Control")).isEmpty();
        } else if (isStatic) {
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
            String etag = page.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again = send("GET", path, Map.of("If-None-Match", etag));
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        } else {
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v1/stats", "GET /nowhere", "POST /v1/stats", "GET /v1/st%00ats", "GET /%"})
    void forbidsCachingOfAnswersToAKey(String request) throws Exception {
        String answer = raw(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-API-Key: " + key + "\r\n\r\n");
        assertThat(answer).contains("X-Content-Type-Options: nosniff", "Cache-Control: no-store");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v3/marketing/stats/singlesends/a%FF/links                       | {"errors":[{"message":"id: cannot
            /v3/marketing/stats/automations/%C3/links                        | {"errors":[{"message":"id: cannot
            /v2/emailmarketing/campaigns/%C3/tracking/clicks                 | [{"error_key":"http.status.bad_request"
            /v2/emailmarketing/campaigns/x/tracking/clicks/%ED%A0%80?limit=1 | [{"error_key":"http.status.bad_request"
            /v1/%00                                                          | {"type":"urn:clickmill:problem:bad-request"
            """)
    void answersAPathThatCannotBeDecodedInTheVendorsForm(String path, String start) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\r\n\r\n" + start, "X-Content-Type-Options: nosniff");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET    | /links                                         | 404 |          | {"error":{"code":"not_found","message":"
            POST   | /links/upsert                                  | 404 |          | {"error":{"code":"not_found","message":"
            PATCH  | /customers/cus_1                               | 404 |          | {"error":{"code":"not_found","message":"
            POST   | /track/open                                    | 404 |          | {"error":{"code":"not_found","message":"
            GET    | /events/export                                 | 404 |          | {"error":{"code":"not_found","message":"
            DELETE | /analytics                                     | 405 | GET      | {"error":{"code":"bad_request","message":"
            GET    | /tracking/link/stats                           | 404 |          | {"statusCode":404,"error":"Not Found","message":"
            POST   | /api/v1.0/tracking/link/stats/timeseries       | 405 | GET      | {"statusCode":405,"error":"Method Not Allowed",
            GET    | /v3/stats                                      | 404 |          | {"errors":[{"message":"not found","field":null
            PUT    | /v3/marketing/stats/automations/a/links        | 405 | GET      | {"errors":[{"message":"method not allowed",
            GET    | /v2/contacts/1/tracking/clicks                 | 404 |          | [{"error_key":"http.status.not_found","error_
            POST   | /v2/emailmarketing/campaigns/1/tracking/clicks | 405 | GET      | [{"error_key":"http.status.method_not_allowed"
            GET    | /v1/reporting/query                            | 405 | POST     | {"error":"Method Not Allowed"}
            GET    | /linksandmore                                  | 404 |          | {"type":"urn:clickmill:problem:not-found"
            POST   | /v1/stats                                      | 405 | GET      | {"type":"urn:clickmill:problem:method-not-allowed"
            """)
    void answersAnUnknownPathOrMethodInTheVendorsForm(
            String method, String path, int status, String allow, String start) throws Exception {
        HttpResponse<String> answer = send(method, path, Map.of());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith(start);
        assertThat(answer.headers().firstValue("Allow")).isEqualTo(Optional.ofNullable(allow));
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .isEqualTo(start.contains("urn:") ? "application/problem+json" : "application/json");
    }

    @Test
    void compressesAScriptIfTheClientAcceptsIt() throws Exception {
        String path = "/docs/swagger-ui-bundle.js";
        HttpResponse<String> plain = send("GET", path, Map.of());
        for (String accepted : List.of("gzip", "br, GZIP", "deflate;q=0.5, gzip;q=0.1")) {
            HttpResponse<String> compressed = send("GET", path, Map.of("Accept-Encoding", accepted));
            assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(length(compressed)).isLessThan(length(plain) / 2);
            assertThat(compressed.headers().firstValue("Vary")).contains("Accept-Encoding");
        }
        for (String accepted : List.of("identity", "gzip;q=0", "x-gzip", "gzip; q=0.0, br")) {
            assertThat(length(send("GET", path, Map.of("Accept-Encoding", accepted))))
                    .isEqualTo(length(plain));
        }
    }

    private static long length(HttpResponse<String> response) {
        return response.headers().firstValueAsLong("Content-Length").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /v1/stats                                          | "type"     | urn:clickmill:problem:internal
            GET  | /events                                            | "error"    | internal_server_error
            POST | /track/click                                       | "error"    | internal_server_error
            GET  | /tracking/link/stats/aggregated                    | statusCode | Internal server error
            GET  | /v3/marketing/stats/singlesends/x/links            | "errors"   | internal server error
            GET  | /v2/emailmarketing/campaigns/x/tracking/clicks?api_key=KEY | error_key | http.status.internal_server_error
            POST | /v1/reporting/query                                | "error"    | Internal server error
            """)
    void answersAJavaErrorAsAFault(String method, String path, String form, String text) throws Exception {
        HttpResponse<String> response;
        CLOCK.isFaulty = true;
        try {
            response = send(method, path.replace("KEY", key), headersOfAKey());
        } finally {
            CLOCK.isFaulty = false;
        }
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains(form, text).doesNotContain("secret");
        assertThat(JSON.readTree(response.body()).isContainerNode()).isTrue();
        assertThat(response.headers().firstValue("Content-Type").orElse("")).contains("json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/events", "/track/click", "/track/lead", "/track/sale", "/v1/reporting/query"})
    void answersABrokenBodyWith400(String path) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
        for (Map.Entry<String, String> header : headersOfAKey().entrySet()) {
            head += header.getKey() + ": " + header.getValue() + "\r\n";
        }
        for (String body : List.of(
                "Content-Length: 100\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}",
                "Content-Length: 200000\r\n\r\n" + " ".repeat(150_000))) {
            String answer = raw(head + body);
            assertThat(answer).as(body.strip()).startsWith("HTTP/1.1 400");
            if (path.startsWith("/track")) {
                assertThat(answer).contains("\"code\":\"bad_request\"");
            } else if (path.equals("/v1/events")) {
                assertThat(answer).contains("urn:clickmill:problem:broken-body");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀", "ж日本"})
    void writesProblemsInUtf8(String text) throws Exception {
        String escaped = URLEncoder.encode(text, StandardCharsets.UTF_8);
        for (String parameter : List.of("account_id", "interval", "timezone", "group_by")) {
            requireUtf8(text, HttpRequest.newBuilder(uri("/v1/stats?" + parameter + "=" + escaped)));
        }
        requireUtf8(
                text,
                HttpRequest.newBuilder(uri("/v1/events"))
                        .POST(BodyPublishers.ofString("{\"account_id\":\"" + text + "\"}")));
    }

    private static void requireUtf8(String text, HttpRequest.Builder request) throws Exception {
        HttpResponse<byte[]> response =
                CLIENT.send(request.header("X-API-Key", key).build(), BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isIn(400, 403);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        String body = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(response.body()))
                .toString();
        assertThat(JSON.readTree(body).get("detail").asText()).contains(text);
    }

    @Test
    void limitsClicksWithoutAKeyByAddress() throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 110; i++) {
            last = CLIENT.send(
                    HttpRequest.newBuilder(uri("/track/click"))
                            .POST(BodyPublishers.ofString("{\"domain\":\"a.example\",\"key\":\"k\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("\"code\":\"rate_limit_exceeded\"");
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 900L);
        assertThat(send("POST", "/track/click", headersOfAKey()).statusCode()).isEqualTo(422);
    }

    private static Map<String, String> headersOfAKey() {
        return Map.of(
                "Authorization", "Bearer " + key,
                "Accept", "application/json",
                "Content-Type", "application/json",
                "X-User-Agent", "test/1",
                "X-Product-Name", "test",
                "X-Customer", "all=all");
    }

    private static String key(Integer perMinute) throws Exception {
        return new CreateApiKey(List.of("acme"), List.of("*"), Plan.ENTERPRISE, null, perMinute)
                .run(database.owner(), CLOCK.instant());
    }

    private static HttpResponse<String> send(String method, String path, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    /** Sends the bytes, closes the sending side, and returns the whole answer. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A clock that throws a {@code java.lang.Error} while {@code isFaulty} is set. */
    private static final class FaultyClock extends Clock {
        private volatile boolean isFaulty;

        @Override
        public Instant instant() {
            if (isFaulty) {
                throw new StackOverflowError("secret");
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
