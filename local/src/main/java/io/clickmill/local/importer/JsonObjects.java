package io.clickmill.local.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.clickmill.contract.event.JsonRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JSON objects of one line, as they are written: one, several after each other, or those of an array. A line
 * is accepted as a whole or not at all, so that none of its events is lost silently.
 */
final class JsonObjects {
    /**
     * The maximum depth here. It is larger than that of a valid event, so the job gets deeper events, and rejects them
     * with its own reason.
     */
    private static final int MAX_DEPTH = 1_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(LineReader.MAX_LINE_BYTES)
                    .maxNumberLength(LineReader.MAX_LINE_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private JsonObjects() {}

    /**
     * One object.
     *
     * @param text its bytes
     * @param namesAccount whether it has an {@code account_id} that is not null
     */
    record JsonObject(byte[] text, boolean namesAccount) {}

    /**
     * Splits a line.
     *
     * @return the objects; null if a part of the line is not an object
     * @throws JsonProcessingException if a part of the line is not valid JSON
     */
    static @Nullable List<JsonObject> of(byte[] line) throws IOException {
        List<JsonObject> objects = new ArrayList<>(1);
        try (JsonParser json = JSON.createParser(line)) {
            int depth = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY && depth == 0) {
                    depth = 1;
                } else if (token == JsonToken.END_ARRAY) {
                    depth = 0;
                } else if (token == JsonToken.START_OBJECT) {
                    objects.add(object(json, line));
                } else {
                    return null;
                }
            }
        }
        if (objects.size() == 1 && line[JsonText.skipBlanks(line, 0)] == '{' && line.length <= JsonRecord.MAX_BYTES) {
            // Keep the line as it is, with the blanks around the object: a record sent by an earlier import stays
            // equal.
            return List.of(new JsonObject(line, objects.get(0).namesAccount()));
        }
        return objects.isEmpty() ? null : objects;
    }

    private static JsonObject object(JsonParser json, byte[] line) throws IOException {
        int start = (int) json.currentTokenLocation().getByteOffset();
        boolean namesAccount = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isAccount = json.currentName().equals("account_id");
            JsonToken value = json.nextToken();
            if (isAccount) {
                namesAccount = value != JsonToken.VALUE_NULL;
            }
            json.skipChildren();
        }
        int end = (int) json.currentLocation().getByteOffset();
        return new JsonObject(Arrays.copyOfRange(line, start, end), namesAccount);
    }
}
