package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checked fields of an event. What may be left out: {@code event_id} (a random one, so that a repeated request counts
 * twice), {@code timestamp} (now) and {@code account_id}. The record's key is the event id, so that retries meet in one
 * partition.
 */
final class EventFields implements JsonBatch.Fields {
    private static final int MAX_ID_LENGTH = 128;

    private final int line;
    private final AccountField account;
    private final Instant now;
    private final String newId;
    private @Nullable String eventId;
    private boolean hasTimestamp;

    private EventFields(int line, AccountField account, Instant now, String newId) {
        this.line = line;
        this.account = account;
        this.now = now;
        this.newId = newId;
    }

    /**
     * Events of a request.
     *
     * @param accountIds the accounts that the key opens
     */
    record Events(List<String> accountIds, Instant now, Supplier<UUID> ids) implements JsonBatch.Kind {
        @Override
        public String noun() {
            return "event";
        }

        @Override
        public String whenRepeated() {
            return "; events without event_id and timestamp may be counted twice then";
        }

        @Override
        public EventFields fields(int line) {
            return new EventFields(
                    line, new AccountField(accountIds, line), now, ids.get().toString());
        }
    }

    @Override
    public void read(String name, JsonParser parser) throws IOException, InvalidRecordException {
        switch (name) {
            case "event_id" -> readEventId(parser);
            case "timestamp" -> readTimestamp(parser);
            case AccountField.NAME -> account.read(parser);
            default -> parser.skipChildren();
        }
    }

    private void readEventId(JsonParser parser) throws IOException, InvalidRecordException {
        String text = AccountField.text(parser);
        if (parser.currentToken() != JsonToken.VALUE_STRING || text.isEmpty() || text.length() > MAX_ID_LENGTH) {
            throw InvalidRecordException.invalid(
                    line, "event_id", text, "a string of 1.." + MAX_ID_LENGTH + " characters");
        }
        eventId = text;
    }

    private void readTimestamp(JsonParser parser) throws IOException, InvalidRecordException {
        JsonToken token = parser.currentToken();
        boolean number = token == JsonToken.VALUE_NUMBER_INT;
        if (!number && !(token == JsonToken.VALUE_STRING && isInstant(parser.getText()))) {
            throw InvalidRecordException.invalid(
                    line,
                    "timestamp",
                    AccountField.text(parser),
                    "an ISO 8601 instant with offset, or epoch milliseconds");
        }
        hasTimestamp = true;
    }

    private static boolean isInstant(String text) {
        try {
            return OffsetDateTime.parse(text).getYear() > 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Override
    public List<String> missing() throws InvalidRecordException {
        List<String> members = new ArrayList<>();
        if (eventId == null) {
            members.add("\"event_id\":\"" + newId + "\"");
        }
        if (!hasTimestamp) {
            members.add("\"timestamp\":\"" + Instant.ofEpochMilli(now.toEpochMilli()) + "\"");
        }
        if (account.isMissing()) {
            members.add(account.member());
        }
        return members;
    }

    @Override
    public String key() {
        return eventId == null ? newId : eventId;
    }
}
