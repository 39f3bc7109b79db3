package io.clickmill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The description of the API in {@code openapi.yaml}: its routes, and the schemas that answers must match. */
public final class OpenApiDocument {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "options");
    private static final String ID = "https://clickmill.test/openapi.json";
    private static final String SPECIFICATION = "https://spec.openapis.org/oas/3.1/schema/2026-08-03";

    private static final String SCHEMAS = "https://json-schema.org/draft/2020-12/schema";

    private final JsonNode json;
    private final SchemaRegistry schemas;

    private OpenApiDocument(JsonNode json) {
        this.json = json;
        this.schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                registry ->
                        registry.schemas(Map.of(ID, json.toString(), SPECIFICATION, resource("oas-3.1-schema.json"))));
    }

    /** A given document. */
    static OpenApiDocument of(JsonNode json) {
        return new OpenApiDocument(json);
    }

    /** Reads the document from the jar. */
    public static OpenApiDocument read() {
        try {
            YAMLMapper yaml = YAMLMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
            return new OpenApiDocument(yaml.readTree(resource("openapi.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is not valid YAML", e);
        }
    }

    /** The document itself. */
    public JsonNode json() {
        return json;
    }

    /**
     * Violations of the OpenAPI 3.1 specification and, in schemas, of JSON Schema; and references that lead nowhere.
     */
    public List<String> violations() {
        List<String> violations = new ArrayList<>(violations(SPECIFICATION, json));
        // The schema of the specification does not check schemas, because it leaves their dialect open.
        json.at("/components/schemas").forEach(schema -> violations.addAll(violations(SCHEMAS, schema)));
        json.findValues("schema").forEach(schema -> violations.addAll(violations(SCHEMAS, schema)));
        json.findValuesAsText("$ref").stream()
                .filter(reference -> json.at(reference.substring(1)).isMissingNode())
                .forEach(reference -> violations.add(reference + " leads nowhere"));
        return violations;
    }

    private List<String> violations(String schema, JsonNode node) {
        return schemas.getSchema(SchemaLocation.of(schema)).validate(node).stream()
                .map(Error::toString)
                .toList();
    }

    /**
     * Every route as method and path, such as {@code GET /v1/stats}. A path with several servers gives several routes.
     */
    public List<String> routes() {
        List<String> routes = new ArrayList<>();
        json.get("paths").properties().forEach(path -> METHODS.stream()
                .filter(path.getValue()::has)
                .forEach(method -> prefixes(path.getValue())
                        .forEach(
                                prefix -> routes.add(method.toUpperCase(Locale.ROOT) + " " + prefix + path.getKey()))));
        return routes;
    }

    /** Requires that the document describes this answer: its status, its type, and a schema that its body matches. */
    public void requireDescribed(String method, String target, HttpResponse<String> answer) {
        String what = method + " " + target + " " + answer.statusCode();
        String responses = pointer(
                "paths",
                describedPath(target.replaceAll("\\?.*", "")),
                method.toLowerCase(Locale.ROOT),
                "responses",
                Integer.toString(answer.statusCode()));
        String reference = json.at(responses).path("$ref").asText();
        String response = reference.isEmpty() ? responses : reference.substring(1);
        if (answer.body().isEmpty()) {
            assertThat(json.at(response).has("description")).as(what).isTrue();
            assertThat(json.at(response).has("content"))
                    .as(what + " without body")
                    .isFalse();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("none").split(";")[0];
        assertThat(json.at(response + pointer("content", type)).isMissingNode())
                .as(what + " as " + type + " is missing in the document")
                .isFalse();
        if (type.endsWith("json") && !type.endsWith("ndjson")) {
            SchemaLocation location = SchemaLocation.of(ID + "#" + response + pointer("content", type, "schema"));
            assertThat(schemas.getSchema(location).validate(answer.body(), InputFormat.JSON))
                    .as(what + " " + answer.body())
                    .isEmpty();
        }
    }

    /** Requires that a JSON text is as a schema of the document describes. */
    public void requireSchema(String name, String text) {
        SchemaLocation location = SchemaLocation.of(ID + "#" + pointer("components", "schemas", name));
        assertThat(schemas.getSchema(location).validate(text, InputFormat.JSON))
                .as(name + " " + text)
                .isEmpty();
    }

    private String describedPath(String path) {
        for (Map.Entry<String, JsonNode> described : json.get("paths").properties()) {
            for (String prefix : prefixes(described.getValue())) {
                if (path.matches((prefix + described.getKey()).replaceAll("\\{\\w+}", "[^/]+"))) {
                    return described.getKey();
                }
            }
        }
        throw new AssertionError(path + " is not in the document");
    }

    private static List<String> prefixes(JsonNode path) {
        List<String> prefixes = new ArrayList<>();
        path.path("servers")
                .forEach(server -> prefixes.add(server.get("url").asText().replaceAll("/$", "")));
        return prefixes.isEmpty() ? List.of("") : prefixes;
    }

    private static String pointer(String... parts) {
        StringBuilder pointer = new StringBuilder();
        for (String part : parts) {
            pointer.append('/').append(part.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private static String resource(String name) {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
