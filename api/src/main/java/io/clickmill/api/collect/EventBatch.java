package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.clickmill.api.collect.ClickPublisher.ClickRecord;
import io.clickmill.api.query.QueryError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of one request: JSON objects one after the other, each on a line of its own or over several.
 *
 * <p>Fills in what a client may leave out: {@code event_id} (a random one, so that a repeated request counts twice),
 * {@code timestamp} (now) and {@code account_id} (the key's only one). An event that has them all is passed on byte by
 * byte. Only these three are checked; everything else is the job's to accept or to reject, keep and count.
 */
final class EventBatch {
    /** Of one event, in bytes; the job rejects larger ones. */
    static final int MAX_EVENT_BYTES = 65_536;

    private static final int MAX_ID_LENGTH = 128;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final byte[] body;
    private final List<String> accountIds;
    private final Instant now;
    private final Supplier<UUID> ids;

    private EventBatch(byte[] body, List<String> accountIds, Instant now, Supplier<UUID> ids) {
        this.body = body;
        this.accountIds = accountIds;
        this.now = now;
        this.ids = ids;
    }

    /** What is wrong with a request's events, and where; nothing of the request is sent. */
    static final class InvalidEventException extends Exception {
        private final transient QueryError error;
        private final int line;
        private final boolean forbidden;

        InvalidEventException(int line, QueryError error, boolean forbidden) {
            super(error.text());
            this.line = line;
            this.error = error;
            this.forbidden = forbidden;
        }

        QueryError error() {
            return error;
        }

        /** What is wrong, after the line on which the event starts, from 1. */
        String text() {
            return "line " + line + ": " + error.text();
        }

        /** Whether the event is for an account that the key does not open. */
        boolean isForbidden() {
            return forbidden;
        }
    }

    /**
     * Reads the events of a request.
     *
     * @param accountIds the accounts that the key opens
     * @throws InvalidEventException for the first event that is wrong
     */
    static List<ClickRecord> parse(byte[] body, List<String> accountIds, Instant now, Supplier<UUID> ids)
            throws InvalidEventException {
        return new EventBatch(body, accountIds, now, ids).parse();
    }

    private List<ClickRecord> parse() throws InvalidEventException {
        List<ClickRecord> events = new ArrayList<>();
        int line = 1;
        // From a byte array the parser tells offsets in bytes, and it takes UTF-16 and UTF-32 only if the start looks
        // so.
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0 || (body[i] & 0xFF) >= 0xEF) {
                throw invalid(line, "body", "another encoding", "JSON in UTF-8 without a byte order mark");
            }
        }
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                line = parser.currentTokenLocation().getLineNr();
                if (token != JsonToken.START_OBJECT) {
                    throw invalid(line, "body", token.toString(), "JSON objects, one a line");
                }
                events.add(event(parser, line));
            }
        } catch (JsonProcessingException e) {
            int at = e.getLocation() == null ? line : e.getLocation().getLineNr();
            throw invalid(at, "body", e.getOriginalMessage(), "JSON objects, one a line");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        if (events.isEmpty()) {
            throw invalid(1, "body", "", "at least one event");
        }
        return events;
    }

    private ClickRecord event(JsonParser parser, int line) throws IOException, InvalidEventException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        String eventId = null;
        boolean hasTimestamp = false;
        boolean hasAccount = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "event_id" -> eventId = eventId(parser, line);
                case "timestamp" -> {
                    requireTimestamp(parser, line);
                    hasTimestamp = true;
                }
                case "account_id" -> {
                    requireAccount(parser, line);
                    hasAccount = true;
                }
                default -> parser.skipChildren();
            }
        }
        int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
        String id = eventId == null ? ids.get().toString() : eventId;
        byte[] json = complete(start, end, eventId == null ? id : null, hasTimestamp, hasAccount, line);
        if (json.length > MAX_EVENT_BYTES) {
            throw invalid(line, "body", json.length + " bytes", "at most " + MAX_EVENT_BYTES + " bytes an event");
        }
        return new ClickRecord(id, json);
    }

    /** The event's bytes, with what is missing put first; the rest stays as it was sent. */
    private byte[] complete(
            int start, int end, @Nullable String newId, boolean hasTimestamp, boolean hasAccount, int line)
            throws InvalidEventException {
        if (newId == null && hasTimestamp && hasAccount) {
            return start == 0 && end == body.length ? body : Arrays.copyOfRange(body, start, end);
        }
        List<String> members = new ArrayList<>();
        if (newId != null) {
            members.add("\"event_id\":\"" + newId + "\"");
        }
        if (!hasTimestamp) {
            members.add("\"timestamp\":\"" + Instant.ofEpochMilli(now.toEpochMilli()) + "\"");
        }
        if (!hasAccount) {
            if (accountIds.size() != 1) {
                throw new InvalidEventException(
                        line, QueryError.missing("account_id", "one of the accounts that the API key opens"), false);
            }
            members.add("\"account_id\":" + quoted(accountIds.get(0)));
        }
        boolean empty = new String(body, start + 1, end - start - 2, StandardCharsets.UTF_8).isBlank();
        ByteArrayOutputStream json = new ByteArrayOutputStream(end - start + 128);
        json.writeBytes(("{" + String.join(",", members) + (empty ? "" : ",")).getBytes(StandardCharsets.UTF_8));
        json.write(body, start + 1, end - start - 1);
        return json.toByteArray();
    }

    private static String eventId(JsonParser parser, int line) throws IOException, InvalidEventException {
        String text = text(parser);
        if (parser.currentToken() != JsonToken.VALUE_STRING || text.isEmpty() || text.length() > MAX_ID_LENGTH) {
            throw invalid(line, "event_id", text, "a string of 1.." + MAX_ID_LENGTH + " characters");
        }
        return text;
    }

    private static void requireTimestamp(JsonParser parser, int line) throws IOException, InvalidEventException {
        JsonToken token = parser.currentToken();
        boolean number = token == JsonToken.VALUE_NUMBER_INT;
        if (!number && !(token == JsonToken.VALUE_STRING && isInstant(parser.getText()))) {
            throw invalid(line, "timestamp", text(parser), "an ISO 8601 instant with offset, or epoch milliseconds");
        }
    }

    private void requireAccount(JsonParser parser, int line) throws IOException, InvalidEventException {
        String text = text(parser);
        if (parser.currentToken() != JsonToken.VALUE_STRING || text.isEmpty()) {
            throw invalid(line, "account_id", text, "a string that is not empty");
        }
        if (!accountIds.contains(text)) {
            QueryError error = QueryError.invalid("account_id", text, "one of the accounts that the API key opens");
            throw new InvalidEventException(line, error, true);
        }
    }

    private static String text(JsonParser parser) throws IOException {
        return parser.currentToken().isStructStart() ? parser.currentToken().asString() : parser.getText();
    }

    private static boolean isInstant(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private static InvalidEventException invalid(int line, String field, String value, String expected) {
        return new InvalidEventException(line, QueryError.invalid(field, value, expected), false);
    }
}
