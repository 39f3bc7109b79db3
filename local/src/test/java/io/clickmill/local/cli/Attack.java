package io.clickmill.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests that a stranger or a malicious tenant may send. Each attack takes some seconds. */
enum Attack {
    USER_AGENTS(202) {
        @Override
        void run(Target target) throws Exception {
            Random random = new Random(20_261_130);
            for (int request = 0; request < 12; request++) {
                target.post(
                        "/v1/events",
                        IntStream.range(0, 100)
                                .mapToObj(i -> event("\"user_agent\":\""
                                        + HOSTILE.get(i % HOSTILE.size())
                                                .replace("#", Integer.toString(random.nextInt(1_000_000)))
                                        + "\""))
                                .collect(Collectors.joining("\n")));
            }
        }
    },

    /** 400 events with different long texts, and then questions that group by these texts and more. */
    LARGE_GROUPS(202) {
        @Override
        void run(Target target) throws Exception {
            for (int request = 0; request < 4; request++) {
                int first = 100 * request;
                target.post(
                        "/v1/events",
                        IntStream.range(first, first + 100)
                                .mapToObj(i -> event("\"url\":\"" + i + "Ω".repeat(8_000) + "\",\"user_agent\":\"" + i
                                        + "语".repeat(8_000) + "\",\"params\":{"
                                        + IntStream.range(0, 150)
                                                .mapToObj(n -> "\"p" + n + "\":\"" + i + "\"")
                                                .collect(Collectors.joining(","))
                                        + "}"))
                                .collect(Collectors.joining("\n")));
            }
            List<String> groups = List.of("params,base_url,user_agent", "params,user_agent,url", "params,base_url,ip");
            for (int round = 0; round < 3; round++) {
                target.allAtOnce(6, i -> target.get("/v1/stats?bots=include&limit=1&group_by=" + groups.get(i % 3)));
            }
        }
    },

    SLOW_UPLOADS() {
        @Override
        void run(Target target) throws Exception {
            target.holdOpen(
                    80,
                    i -> "POST "
                            + List.of("/track/click", "/track/lead", "/v1/events")
                                    .get(i % 3)
                            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + target.key
                            + "\r\nContent-Length: 100000\r\n\r\n{");
        }
    },

    TINY_CHUNKS() {
        @Override
        void run(Target target) throws Exception {
            target.holdOpen(
                    80,
                    i -> "POST "
                            + List.of("/track/click", "/v1/events", "/v1/links").get(i % 3)
                            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + target.key
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n" + "2\r\n\t \r\n".repeat(20_000));
        }
    },

    SLOW_READERS() {
        @Override
        void run(Target target) throws Exception {
            target.holdOpen(80, i -> ("GET "
                            + List.of("/docs/swagger-ui-bundle.js", "/openapi.yaml")
                                    .get(i % 2) + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .repeat(6));
        }
    },

    PROBES(200) {
        @Override
        void run(Target target) throws Exception {
            for (int round = 0; round < 5; round++) {
                target.allAtOnce(50, i -> target.get(i % 5 == 0 ? "/metrics" : "/health/ready"));
            }
        }
    },

    DEAR_QUESTIONS(202, 200, 429) {
        @Override
        void prepare(Target target) throws Exception {
            for (int request = 0; request < 2; request++) {
                int first = 10_000 * request;
                target.post(
                        "/v1/events",
                        IntStream.range(first, first + 10_000)
                                .mapToObj(i -> event("\"subscriber_id\":\"s" + i + "\",\"timestamp\":\"2025-03-0"
                                        + (1 + i % 9) + "T10:00:00Z\",\"event_id\":\"dear" + i + "\""))
                                .collect(Collectors.joining("\n")));
            }
        }

        @Override
        void run(Target target) throws Exception {
            for (int round = 0; round < 5; round++) {
                target.allAtOnce(
                        40,
                        i -> target.get("/v1/stats?from=2017-01-01&group_by=subscriber_id,email_address,ip"
                                + "&metrics=clicks,uniques&limit=10000"));
            }
        }
    },

    MANY_OBJECTS(400) {
        @Override
        void run(Target target) throws Exception {
            for (String object : List.of("{}", "{}\n", "{\"a\":1} ")) {
                String body = object.repeat(9_000_000 / object.length());
                target.allAtOnce(3, i -> target.posting("/v1/events", BodyPublishers.ofString(body)));
            }
        }
    },

    LARGE_BODIES(413) {
        @Override
        void run(Target target) throws Exception {
            byte[] spaces = new byte[9_500_000];
            Arrays.fill(spaces, (byte) ' ');
            List<String> paths = List.of("/v1/events", "/v1/links", "/track/lead", "/v1/reporting/query");
            target.allAtOnce(32, i -> target.posting(paths.get(i % 4), BodyPublishers.ofByteArray(spaces)));
        }
    },

    /** Parameters that take quadratic time if a regular expression backtracks. */
    LONG_PARAMETERS(200) {
        @Override
        void run(Target target) throws Exception {
            List<String> queries = List.of(
                    "x" + " ".repeat(9_900) + "y",
                    "metadata.a" + " ".repeat(9_900) + "AN",
                    "metadata.b<" + "7".repeat(9_900) + ".",
                    "metadata.b=" + "\t".repeat(9_900) + "\n",
                    "metadata." + "a.".repeat(4_900) + ">1");
            for (int round = 0; round < 4; round++) {
                target.allAtOnce(
                        queries.size(),
                        i -> target.get(
                                "/events?event=sales&interval=all&query=" + URLEncoder.encode(queries.get(i), UTF_8)));
            }
        }
    };

    private static final List<String> HOSTILE = List.of(
            "b/".repeat(60) + "#",
            "{c [d] ".repeat(40) + "#",
            "x=2 ".repeat(60) + "#",
            "q|".repeat(90) + "#",
            "(".repeat(300) + "#",
            "%5B".repeat(100) + "#",
            "z-".repeat(150) + "#",
            "Linux x86_64; ".repeat(40) + "#",
            "like Mac OS X ".repeat(30) + "#",
            "Mozilla/4.0 (".repeat(20) + "#",
            "http://".repeat(40) + "#",
            "#@b.c;".repeat(50));

    private final List<Integer> answers;

    Attack(Integer... answers) {
        this.answers = List.of(answers);
    }

    /** Statuses that must be among the answers. Without them the attack did not reach its target. */
    List<Integer> answers() {
        return answers;
    }

    /** Sends what the attack needs to be in the tables, once. */
    void prepare(Target target) throws Exception {}

    /** Runs the attack. Returns when each request has an answer or its connection is closed. */
    abstract void run(Target target) throws Exception;

    private static String event(String fields) {
        return "{\"campaign_id\":\"attack\"," + fields + "}";
    }

    /** The attacked system with a key of one of its tenants. It counts the answers. */
    static final class Target {
        private static final int HOLD_MILLIS = 4_000;

        private final HttpClient http = HttpClient.newHttpClient();
        private final URI url;
        private final String key;
        private final TreeMap<Integer, Integer> answers = new TreeMap<>();

        Target(String url, String key) {
            this.url = URI.create(url);
            this.key = key;
        }

        /** The number of answers by status. Status 0 stands for a closed connection. */
        synchronized TreeMap<Integer, Integer> answers() {
            return new TreeMap<>(answers);
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(url.resolve(path))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .header("X-User-Agent", "a")
                    .header("X-Product-Name", "a")
                    .header("X-Customer", "all=all");
        }

        HttpRequest get(String path) {
            return request(path).build();
        }

        HttpRequest posting(String path, HttpRequest.BodyPublisher body) {
            return request(path).POST(body).build();
        }

        void post(String path, String body) throws InterruptedException {
            allAtOnce(1, i -> posting(path, BodyPublishers.ofString(body)));
        }

        void allAtOnce(int number, IntFunction<HttpRequest> requests) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                sent.add(http.sendAsync(requests.apply(i), BodyHandlers.discarding())
                        .handle((response, error) -> error == null ? response.statusCode() : 0)
                        .thenAccept(this::count));
            }
            sent.forEach(CompletableFuture::join);
        }

        private synchronized void count(int status) {
            answers.merge(status, 1, Integer::sum);
        }

        /** Sends each text on a connection of its own, reads nothing, and keeps the connections open for a while. */
        void holdOpen(int number, IntFunction<String> texts) throws Exception {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < number; i++) {
                    Socket socket = new Socket(url.getHost(), url.getPort());
                    sockets.add(socket);
                    writeQuietly(socket, texts.apply(i));
                }
                Thread.sleep(HOLD_MILLIS);
            } finally {
                for (Socket socket : sockets) {
                    closeQuietly(socket);
                }
            }
        }

        private static void writeQuietly(Socket socket, String text) {
            try {
                socket.getOutputStream().write(text.getBytes(UTF_8));
            } catch (IOException e) {
                // The system has closed the connection before all was sent.
            }
        }

        private static void closeQuietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // The system has closed the connection.
            }
        }
    }
}
