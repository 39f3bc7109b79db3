package io.clickmill.api.dialect.emailconsul;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.clickmill.api.query.StatsResult;
import io.clickmill.api.query.StatsResult.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Writes the answers. An entry has the fields of the requested group and {@code count}, and no others: {@code
 * {"data":[{"country":"GB","count":18}],"meta":{"count":1,"offset":0,"limit":100}}}. In a series an entry starts with
 * {@code date}, and the answer has no {@code meta}.
 */
final class Response {
    private static final JsonFactory JSON = new JsonFactory();

    private Response() {}

    /** The totals; {@code meta.count} is the number of entries before paging, not of clicks. */
    static String aggregated(Request request, StatsResult result) {
        return write(json -> {
            writeData(json, request, result);
            json.writeObjectFieldStart("meta");
            json.writeNumberField("count", result.total());
            json.writeNumberField("offset", request.query().offset());
            json.writeNumberField("limit", request.query().limit());
            json.writeEndObject();
        });
    }

    /** The series. */
    static String timeseries(Request request, StatsResult result) {
        return write(json -> writeData(json, request, result));
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static String write(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    private static void writeData(JsonGenerator json, Request request, StatsResult result) throws IOException {
        List<String> columns = request.group().map(Group::columns).orElse(List.of());
        json.writeArrayFieldStart("data");
        for (Row row : result.rows()) {
            json.writeStartObject();
            Instant start = row.start();
            if (start != null) {
                json.writeStringField(
                        "date", start.atOffset(ZoneOffset.UTC).toLocalDate().toString());
            }
            for (int i = 0; i < columns.size(); i++) {
                json.writeStringField(columns.get(i), row.group().get(i));
            }
            json.writeNumberField("count", row.clicks());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
