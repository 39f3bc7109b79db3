package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.clickmill.api.publish.ClickPublisher.ClickRecord;
import io.clickmill.contract.event.InvalidClick;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The records of one request. The body is a sequence of JSON objects; each may stand on one line or on several.
 *
 * <p>Fields that a client may leave out are filled in. A complete object is passed on byte by byte. Records that the
 * job would reject are refused here, by the job's own parser.
 */
final class JsonBatch {
    /**
     * The maximum for one request. An object of two bytes becomes a record of some hundreds, so a limit of bytes is not
     * enough.
     */
    static final int MAX_RECORDS = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] body;
    private final Kind kind;

    private JsonBatch(byte[] body, Kind kind) {
        this.body = body;
        this.kind = kind;
    }

    /**
     * The kind of the objects in a request: events or links.
     *
     * @param noun the word for one object, such as {@code event}
     * @param whenRepeated the end of an error message: what a client should know before it repeats a request of which a
     *     part may be published. Empty if there is nothing to know
     * @param fields makes a reader for the fields of the object that starts on this line
     */
    record Kind(String noun, String whenRepeated, IntFunction<Fields> fields) {}

    /** Reads and checks the fields of one object. */
    interface Fields {
        /** Checks the field whose value is the parser's current token, or skips it. */
        void read(String name, JsonParser parser) throws IOException, InvalidRecordException;

        /** The members to fill in, such as {@code "account_id":"acme"}. They are known after all fields are read. */
        List<String> missing() throws InvalidRecordException;

        /** Refuses the whole record, with the members that were filled in, if the job would reject it. */
        void check(byte[] json) throws InvalidClick;

        /** The record's key, which is known after all fields are read. */
        String key() throws InvalidRecordException;
    }

    /**
     * Reads the records of a request.
     *
     * @throws InvalidRecordException for the first invalid object
     */
    static List<ClickRecord> parse(byte[] body, Kind kind) throws InvalidRecordException {
        return new JsonBatch(body, kind).parse();
    }

    private List<ClickRecord> parse() throws InvalidRecordException {
        List<ClickRecord> records = new ArrayList<>();
        int line = 1;
        // The parser reports offsets in bytes only for UTF-8. It recognizes UTF-16, UTF-32 and a byte order mark by the
        // first four bytes, so these are refused here.
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0 || (body[i] & 0xFF) >= 0xEF) {
                throw InvalidRecordException.invalid(
                        line, "body", "another encoding", "JSON in UTF-8 without a byte order mark");
            }
        }
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                line = parser.currentTokenLocation().getLineNr();
                if (token != JsonToken.START_OBJECT) {
                    throw InvalidRecordException.invalid(line, "body", token.toString(), "JSON objects, one a line");
                }
                if (records.size() == MAX_RECORDS) {
                    throw InvalidRecordException.invalid(
                            line,
                            "body",
                            "more than " + MAX_RECORDS + " " + kind.noun() + "s",
                            "at most " + MAX_RECORDS + " " + kind.noun() + "s a request");
                }
                records.add(record(parser, line));
            }
        } catch (JsonProcessingException e) {
            int at = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw InvalidRecordException.invalid(at, "body", e.getOriginalMessage(), "JSON objects, one a line");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        if (records.isEmpty()) {
            throw InvalidRecordException.invalid(1, "body", "", "at least one " + kind.noun());
        }
        return records;
    }

    private ClickRecord record(JsonParser parser, int line) throws IOException, InvalidRecordException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        Fields fields = kind.fields().apply(line);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.read(name, parser);
        }
        int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        byte[] json = complete(start, end, fields.missing());
        String key = fields.key();
        try {
            fields.check(json);
        } catch (InvalidClick e) {
            throw InvalidRecordException.of(line, e);
        }
        return new ClickRecord(key, json);
    }

    /** The object's bytes as they were sent, with the missing members put in front. */
    private byte[] complete(int start, int end, List<String> missing) {
        if (missing.isEmpty()) {
            return start == 0 && end == body.length ? body : Arrays.copyOfRange(body, start, end);
        }
        boolean empty = new String(body, start + 1, end - start - 2, StandardCharsets.UTF_8).isBlank();
        ByteArrayOutputStream json = new ByteArrayOutputStream(end - start + 128);
        json.writeBytes(("{" + String.join(",", missing) + (empty ? "" : ",")).getBytes(StandardCharsets.UTF_8));
        json.write(body, start + 1, end - start - 1);
        return json.toByteArray();
    }
}
