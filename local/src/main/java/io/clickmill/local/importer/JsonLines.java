package io.clickmill.local.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.RejectReason;
import io.clickmill.local.accesslog.LineProblem;
import io.clickmill.local.importer.JsonObjects.JsonObject;
import java.io.IOException;
import java.util.List;

/** Turns lines of JSON objects into records. An object is sent as it is, but one
 * that names no account gets the default account. */
final class JsonLines {
    /** The reason for a line that is not JSON. The job uses the same word. */
    static final String INVALID_JSON = "invalid_json";

    /** A mapper that keeps the value and the decimals of numbers. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String account;
    private final RecordCheck check;

    JsonLines(String account, RecordCheck check) {
        this.account = account;
        this.check = check;
    }

    LineResult convert(byte[] line) {
        List<JsonObject> objects;
        try {
            objects = JsonObjects.of(line);
        } catch (JsonProcessingException e) {
            return bad(line, new LineProblem(INVALID_JSON, InvalidClick.shown(e.getOriginalMessage())));
        } catch (IOException | RuntimeException e) {
            return bad(line, new LineProblem(INVALID_JSON, InvalidClick.shown(String.valueOf(e))));
        }
        return objects == null
                ? bad(
                        line,
                        new LineProblem(
                                RejectReason.NOT_AN_OBJECT.word(), "(expected: JSON objects, or an array of them)"))
                : LineResult.of(objects.stream()
                        .map(object -> check.of(withAccount(object)))
                        .toList());
    }

    private LineResult bad(byte[] line, LineProblem problem) {
        return LineResult.of(List.of(check.bad(line, problem)));
    }

    private byte[] withAccount(JsonObject object) {
        if (object.namesAccount()) {
            return object.text();
        }
        try {
            ObjectNode named = (ObjectNode) JSON.readTree(object.text());
            return JSON.writeValueAsBytes(named.put("account_id", account));
        } catch (IOException | RuntimeException e) {
            // The bytes are not UTF-8, or are nested too deeply for the mapper. The job rejects them with that reason.
            return object.text();
        }
    }
}
