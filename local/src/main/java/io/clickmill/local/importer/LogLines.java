package io.clickmill.local.importer;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.clickmill.contract.event.Utf8;
import io.clickmill.local.accesslog.AccessLogLine;
import io.clickmill.local.accesslog.LogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Turns the lines of one log into clicks, with method, host, status and size in {@code metadata}. A line that is not
 * valid UTF-8 is read as ISO-8859-1, so that the click is not lost.
 */
final class LogLines {
    private static final JsonFactory JSON = new JsonFactory();

    private final LogReader reader;
    private final String account;
    private final boolean allRequests;
    private final RecordCheck check;
    private final LineIds ids = new LineIds();

    LogLines(LogReader reader, String account, boolean allRequests, RecordCheck check) {
        this.reader = reader;
        this.account = account;
        this.allRequests = allRequests;
        this.check = check;
    }

    LineResult convert(byte[] line) {
        // This comes first, because occurrence numbers count every line of the file, bad and left-out ones too.
        String eventId = ids.next(line);
        Optional<AccessLogLine> read = reader.read(text(line));
        if (read.isEmpty()) {
            return LineResult.bad(null, line, reader.problem());
        }
        Optional<LeftOut> leftOut = allRequests ? Optional.empty() : LeftOut.of(read.get());
        if (leftOut.isPresent()) {
            return LineResult.leftOut(leftOut.get());
        }
        ImportRecord checked = check.of(click(eventId, read.get()));
        return LineResult.of(List.of(new ImportRecord(eventId, checked.value(), checked.problem())));
    }

    static String text(byte[] line) {
        return Utf8.decode(line).orElseGet(() -> new String(line, StandardCharsets.ISO_8859_1));
    }

    private byte[] click(String eventId, AccessLogLine line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("event_id", eventId);
            json.writeNumberField("timestamp", line.timestamp().toEpochMilli());
            json.writeStringField("account_id", account);
            writeIfKnown(json, "url", line.url());
            writeIfKnown(json, "ip", line.ip());
            if (line.userAgent() != null) {
                json.writeStringField("user_agent", line.userAgent());
            }
            writeIfKnown(json, "referer", line.referer());
            writeMetadata(json, line);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeMetadata(JsonGenerator json, AccessLogLine line) throws IOException {
        json.writeObjectFieldStart("metadata");
        writeIfKnown(json, "method", line.method());
        writeIfKnown(json, "host", line.host());
        if (line.status() > 0) {
            json.writeNumberField("status", line.status());
        }
        if (line.bytes() >= 0) {
            json.writeNumberField("bytes", line.bytes());
        }
        json.writeEndObject();
    }

    private static void writeIfKnown(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }
}
