package io.clickmill.api.collect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.clickmill.contract.event.ClickParser;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.event.EventTime;
import io.clickmill.contract.event.InvalidClick;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an event that may be absent. The default of {@code event_id} is a random id, so a repeated request
 * counts twice. The default of {@code timestamp} is the current time, that of {@code account_id} the key's only
 * account. An event with an {@code event_id} must also have a {@code timestamp}: a retry is recognized by both, and
 * with the time of its arrival it would be another event. The record's key is the event id, so that retries go to the
 * same partition.
 */
final class EventFields implements JsonBatch.Fields {
    private static final int MAX_ID_LENGTH = 128;

    private final int line;
    private final AccountField account;
    private final Events events;
    private final String newId;
    private @Nullable String eventId;
    private boolean hasTimestamp;

    private EventFields(int line, Events events) {
        this.line = line;
        this.account = new AccountField(events.accountIds, line);
        this.events = events;
        this.newId = events.ids.get().toString();
    }

    /** The events of a request. */
    static final class Events implements JsonBatch.Kind {
        private final List<String> accountIds;
        private final ClickParser parser;
        private final Instant now;
        private final Supplier<UUID> ids;

        /**
         * @param accountIds the accounts that the key opens
         * @param rules the rules by which the job accepts events
         */
        Events(List<String> accountIds, EventRules rules, Instant now, Supplier<UUID> ids) {
            this.accountIds = accountIds;
            this.parser = new ClickParser(rules.beforeArrival());
            this.now = now;
            this.ids = ids;
        }

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
            return new EventFields(line, this);
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
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            throw InvalidRecordException.invalid(line, "timestamp", "null", EventTime.EXPECTED);
        }
        parser.skipChildren();
        hasTimestamp = true;
    }

    @Override
    public List<String> missing() throws InvalidRecordException {
        List<String> members = new ArrayList<>();
        if (eventId == null) {
            members.add("\"event_id\":\"" + newId + "\"");
        }
        if (!hasTimestamp) {
            if (eventId != null) {
                throw InvalidRecordException.missing(
                        line,
                        "timestamp",
                        EventTime.EXPECTED + ": a retry is known by event_id and timestamp together");
            }
            members.add("\"timestamp\":\"" + Instant.ofEpochMilli(events.now.toEpochMilli()) + "\"");
        }
        if (account.isMissing()) {
            members.add(account.member());
        }
        return members;
    }

    @Override
    public void check(byte[] json) throws InvalidClick {
        events.parser.require(json, events.now.toEpochMilli());
    }

    @Override
    public String key() {
        return eventId == null ? newId : eventId;
    }
}
