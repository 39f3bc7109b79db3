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
    private final ClickParser clickParser;
    private final Instant now;
    private final String newId;
    private @Nullable String eventId;
    private boolean hasTimestamp;

    private EventFields(int line, List<String> accountIds, ClickParser clickParser, Instant now, String newId) {
        this.line = line;
        this.account = new AccountField(accountIds, line);
        this.clickParser = clickParser;
        this.now = now;
        this.newId = newId;
    }

    /**
     * The events of a request.
     *
     * @param accountIds the accounts that the key opens
     * @param rules the rules by which the job accepts events
     */
    static JsonBatch.Kind kind(List<String> accountIds, EventRules rules, Instant now, Supplier<UUID> ids) {
        ClickParser clickParser = new ClickParser(rules.beforeArrival());
        return new JsonBatch.Kind(
                "event",
                "; events without event_id and timestamp may be counted twice then",
                line -> new EventFields(
                        line, accountIds, clickParser, now, ids.get().toString()));
    }

    @Override
    public void read(String name, JsonParser parser) throws IOException, InvalidRecordException {
        switch (name) {
            case "event_id" -> eventId = AccountField.id(parser, line, name, MAX_ID_LENGTH);
            case "timestamp" -> readTimestamp(parser);
            case AccountField.NAME -> account.read(parser);
            default -> parser.skipChildren();
        }
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
            members.add("\"timestamp\":\"" + Instant.ofEpochMilli(now.toEpochMilli()) + "\"");
        }
        if (account.isMissing()) {
            members.add(account.member());
        }
        return members;
    }

    @Override
    public void check(byte[] json) throws InvalidClick {
        clickParser.require(json, now.toEpochMilli());
    }

    @Override
    public String key() {
        return eventId == null ? newId : eventId;
    }
}
