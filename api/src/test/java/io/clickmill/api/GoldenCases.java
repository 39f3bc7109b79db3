package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The golden cases of one dialect: requests over a live port, and the expected answers. A case is a file if the shape
 * of the answer matters:
 *
 * <pre>{@code
 * {
 *   "description": "clicks of one campaign",
 *   "request": {"method": "GET", "path": "/stats?campaign=spring", "headers": {"X-API-Key": "{key}"}},
 *   "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": {"count": 3}}
 * }
 * }</pre>
 *
 * <p>Cases that differ only in a few members are the lines of a table, a file {@code .ndjson}. A line without a name
 * has what the cases after it have in common, and each of those has the rest:
 *
 * <pre>{@code
 * {"request": {"method": "GET", "headers": {"X-API-Key": "{key}"}}, "response": {"headers": {}}}
 * {"name": "one-campaign", "description": "clicks of one campaign", "path": "/stats?campaign=spring", "status": 200, "answer": {"count": 3}}
 * }</pre>
 *
 * <p>In a table {@code send} is the body of the request.
 *
 * <p>Words in braces stand for values that differ from run to run, such as keys. In an answer {@code {server}} is the
 * server's own address, such as {@code http://127.0.0.1:8080}. The {@code body} of a request is any JSON. The body of a
 * response is compared as JSON if its type is JSON, and else as a string. Of the headers, only those in the file are
 * compared; {@code ""} stands for an absent header. A text <code>{~regex}</code> stands for any text that the
 * expression matches as a whole. Requests in {@code before} are sent first, and their answers are ignored.
 *
 * <p>{@code -Dgolden.update=true} writes the answers into the files instead. Review the difference before you commit
 * it.
 */
public final class GoldenCases {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The members that a line of a table may have. */
    private static final List<String> ROW =
            List.of("name", "description", "before", "path", "send", "status", "answer", "published");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI server;
    private final Map<String, String> words;

    /** Cases that are sent to this server. {@code words} maps each word in braces to its value. */
    public GoldenCases(URI server, Map<String, String> words) {
        this.server = server;
        this.words = words;
    }

    /**
     * One case. Its string is the name and the description.
     *
     * @param line the case's line in a table, from 0; -1 if the case is a file
     */
    public record Case(String name, Path file, int line, ObjectNode json) {
        @Override
        public String toString() {
            return name + ": " + json.path("description").asText();
        }

        /** The path and query of the request. */
        public String path() {
            return json.at("/request/path").asText();
        }

        /** The method of the request. */
        public String method() {
            return json.at("/request/method").asText();
        }
    }

    /** The server's answer. */
    public record Answer(int status, HttpResponse<String> response, JsonNode body) {}

    /** All cases of a dialect, by name. */
    public static List<Case> of(String dialect) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(dialect))) {
            List<Case> cases = files.sorted()
                    .flatMap(file -> file.toString().endsWith(".ndjson") ? rows(file) : Stream.of(read(file)))
                    .toList();
            assertThat(cases).extracting(Case::name).doesNotHaveDuplicates();
            assertThat(cases).as("cases of " + dialect).isNotEmpty();
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the cases of " + dialect, e);
        }
    }

    /** Sends the request, and compares the answer with the file or writes it there. Returns it for further checks. */
    public Answer check(Case golden) throws IOException, InterruptedException {
        for (JsonNode earlier : golden.json().path("before")) {
            ask(earlier);
        }
        Answer answer = ask(golden.json().get("request"));
        ObjectNode expected = (ObjectNode) golden.json().get("response");
        ObjectNode actual = JSON.createObjectNode().put("status", answer.status());
        ObjectNode headers = actual.putObject("headers");
        expected.path("headers")
                .fieldNames()
                .forEachRemaining(name -> headers.put(
                        name, answer.response().headers().firstValue(name).orElse("")));
        actual.set("body", answer.body());
        if (UPDATE) {
            ObjectNode updated = golden.json().deepCopy();
            updated.set("response", masked(expected, actual));
            write(golden, updated);
        } else {
            assertThat(print(masked(expected, actual))).as(golden.toString()).isEqualTo(print(expected));
        }
        return answer;
    }

    /**
     * Returns the actual value in a form to compare. It has <code>{~regex}</code> wherever the expected value has it
     * and the expression matches. The members of objects are in the expected order, as JSON gives their order no
     * meaning.
     */
    public static JsonNode masked(JsonNode expected, JsonNode actual) {
        if (expected.isObject() && actual.isObject()) {
            ObjectNode object = JSON.createObjectNode();
            expected.fieldNames().forEachRemaining(name -> {
                if (actual.has(name)) {
                    object.set(name, masked(expected.get(name), actual.get(name)));
                }
            });
            actual.properties().forEach(member -> object.putIfAbsent(member.getKey(), member.getValue()));
            return object;
        }
        if (expected.isArray() && actual.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            for (int i = 0; i < actual.size(); i++) {
                array.add(masked(expected.path(i), actual.get(i)));
            }
            return array;
        }
        String mask = expected.asText();
        boolean matches = expected.isTextual()
                && actual.isTextual()
                && mask.startsWith("{~")
                && actual.asText().matches(mask.substring(2, mask.length() - 1));
        return matches ? expected : actual;
    }

    private Answer ask(JsonNode request) throws IOException, InterruptedException {
        JsonNode body = request.get("body");
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        server.resolve(resolve(request.get("path").asText())))
                .method(
                        request.get("method").asText(),
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(
                                        resolve(body.isTextual() ? body.asText() : body.toString())));
        request.path("headers")
                .properties()
                .forEach(header ->
                        http.header(header.getKey(), resolve(header.getValue().asText())));
        HttpResponse<String> response =
                HTTP.send(http.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response, body(response));
    }

    private String resolve(String text) {
        String resolved = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            resolved = resolved.replace("{" + word.getKey() + "}", word.getValue());
        }
        return resolved;
    }

    private JsonNode body(HttpResponse<String> response) throws IOException {
        String type = response.headers().firstValue("Content-Type").orElse("");
        String body = response.body().replace("http://" + server.getAuthority(), "{server}");
        return type.contains("json") && !body.isEmpty()
                ? JSON.readTree(body)
                : JSON.getNodeFactory().textNode(body);
    }

    private static Case read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".json", "");
            return new Case(name, file, -1, (ObjectNode) JSON.readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Stream<Case> rows(Path file) {
        try {
            List<Case> cases = new ArrayList<>();
            JsonNode common = JSON.createObjectNode();
            List<String> lines = Files.readAllLines(file);
            for (int line = 0; line < lines.size(); line++) {
                JsonNode row = JSON.readTree(lines.get(line));
                if (row.has("name")) {
                    cases.add(new Case(row.get("name").asText(), file, line, whole(common, row)));
                } else {
                    common = row;
                }
            }
            return cases.stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static ObjectNode whole(JsonNode common, JsonNode row) {
        assertThat(row.fieldNames()).toIterable().as("members of %s", row).isSubsetOf(ROW);
        ObjectNode json = JSON.createObjectNode();
        json.set("description", row.get("description"));
        if (row.has("before")) {
            json.set("before", row.get("before"));
        }
        ObjectNode request = common.get("request").deepCopy();
        request.set("path", row.get("path"));
        if (row.has("send")) {
            request.set("body", row.get("send"));
        }
        json.set("request", request);
        json.putObject("response")
                .<ObjectNode>set("status", row.get("status"))
                .<ObjectNode>set("headers", common.at("/response/headers"))
                .set("body", row.get("answer"));
        if (row.has("published")) {
            json.set("published", row.get("published"));
        }
        return json;
    }

    private static void write(Case golden, ObjectNode updated) throws IOException {
        if (golden.line() < 0) {
            Files.writeString(golden.file(), print(updated));
            return;
        }
        assertThat(updated.at("/response/headers"))
                .as("headers of %s, which are those of its table", golden)
                .isEqualTo(golden.json().at("/response/headers"));
        List<String> lines = new ArrayList<>(Files.readAllLines(golden.file()));
        ObjectNode row = (ObjectNode) JSON.readTree(lines.get(golden.line()));
        row.set("status", updated.at("/response/status"));
        row.set("answer", updated.at("/response/body"));
        lines.set(golden.line(), JSON.writer(onOneLine()).writeValueAsString(row));
        Files.write(golden.file(), lines);
    }

    private static DefaultPrettyPrinter onOneLine() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEntrySpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(DefaultPrettyPrinter.NopIndenter.instance);
        printer.indentArraysWith(DefaultPrettyPrinter.NopIndenter.instance);
        return printer;
    }

    private static String print(JsonNode json) throws IOException {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        return JSON.writer(printer).writeValueAsString(json) + "\n";
    }
}
