package io.clickmill.local.importer;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickmill.contract.LinkKey;
import io.clickmill.local.importer.AccessLogParser.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns the lines of one file into records of the topic of clicks, or of links. Every line of a log that parses is one click, whatever
 * its method and status (these are kept in {@code metadata}); an event or a link is sent as it is, with the account where it has none.
 * A line that is none is sent as it is, without a key: the job rejects it, keeps it and counts it.
 *
 * <p>A log line that is not UTF-8 is read as ISO-8859-1, so that the click is not lost.
 */
final class LineToRecord {
    /** Events above this size are rejected by the job. */
    static final int MAX_EVENT_BYTES = 65_536;

    /** Writes an event's numbers as exactly as it read them. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonFactory JSON_FACTORY = JSON.getFactory();

    private final LineFormat format;
    private final String account;
    private final LineIds ids = new LineIds();
    private final AccessLogParser combined = new AccessLogParser(LogFormat.COMBINED);
    private final AccessLogParser common = new AccessLogParser(LogFormat.COMMON);
    private boolean lastWasCommon;

    LineToRecord(LineFormat format, String account) {
        this.format = format;
        this.account = account;
    }

    ImportRecord convert(byte[] line) {
        return switch (format) {
            case AUTO -> startsWithBrace(line) ? event(line) : logLine(line);
            case COMBINED, COMMON -> logLine(line);
            case NDJSON -> event(line);
            case LINKS -> link(line);
        };
    }

    /** True if the line holds white space only: neither a click nor an error. */
    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithBrace(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }

    private ImportRecord logLine(byte[] line) {
        // Before anything else: the occurrence number counts every line of the file, whatever becomes of it.
        String eventId = ids.next(line);
        return parse(text(line))
                .map(parsed -> click(eventId, parsed))
                .orElseGet(() -> new ImportRecord(null, line, true));
    }

    private Optional<AccessLogLine> parse(String line) {
        return switch (format) {
            case COMBINED -> combined.parse(line);
            case COMMON -> common.parse(line);
            case AUTO, NDJSON, LINKS -> parseEither(line);
        };
    }

    /** The format of the line before is tried first: a refused line costs several times an accepted one. */
    private Optional<AccessLogLine> parseEither(String line) {
        Optional<AccessLogLine> parsed = (lastWasCommon ? common : combined).parse(line);
        if (parsed.isPresent()) {
            return parsed;
        }
        Optional<AccessLogLine> other = (lastWasCommon ? combined : common).parse(line);
        if (other.isPresent()) {
            lastWasCommon = !lastWasCommon;
        }
        return other;
    }

    private ImportRecord click(String eventId, AccessLogLine line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON_FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("event_id", eventId);
            json.writeNumberField("timestamp", line.timestamp().toEpochMilli());
            json.writeStringField("account_id", account);
            writeIfKnown(json, "url", line.url());
            writeIfKnown(json, "ip", line.ip());
            writeIfKnown(json, "user_agent", line.userAgent());
            writeIfKnown(json, "referer", line.referer());
            json.writeObjectFieldStart("metadata");
            writeIfKnown(json, "method", line.method());
            if (line.status() >= 0) {
                json.writeNumberField("status", line.status());
            }
            if (line.bytes() >= 0) {
                json.writeNumberField("bytes", line.bytes());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ImportRecord(eventId, bytes.toByteArray(), bytes.size() > MAX_EVENT_BYTES);
    }

    private static void writeIfKnown(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private ImportRecord link(byte[] line) {
        try {
            if (JSON.readTree(line) instanceof ObjectNode link) {
                byte[] value = withAccount(link, line);
                String accountId = link.path("account_id").asText();
                String linkId = link.path("link_id").asText();
                boolean bad = accountId.isEmpty() || linkId.isEmpty() || value.length > MAX_EVENT_BYTES;
                return new ImportRecord(new LinkKey(accountId, linkId).text(), value, bad);
            }
        } catch (IOException e) {
            // As any line that is no link, below.
        }
        // The topic takes no record without a key, as it is compacted.
        return new ImportRecord("", line, true);
    }

    /** The line, or what it says with the account where it has none. */
    private byte[] withAccount(ObjectNode object, byte[] line) throws IOException {
        JsonNode given = object.get("account_id");
        if (given != null && !given.isNull()) {
            return line;
        }
        object.put("account_id", account);
        return JSON.writeValueAsBytes(object);
    }

    private ImportRecord event(byte[] line) {
        try {
            if (!(JSON.readTree(line) instanceof ObjectNode event)) {
                return new ImportRecord(null, line, true);
            }
            byte[] value = withAccount(event, line);
            JsonNode id = event.get("event_id");
            String key = id != null && id.isTextual() ? id.textValue() : null;
            return new ImportRecord(key, value, value.length > MAX_EVENT_BYTES);
        } catch (IOException e) {
            return new ImportRecord(null, line, true);
        }
    }

    private static String text(byte[] line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }
    }
}
