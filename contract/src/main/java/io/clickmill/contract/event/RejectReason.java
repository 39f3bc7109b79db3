package io.clickmill.contract.event;

/** Why a record of topic {@code clicks} is rejected: the word in the header and in the metric, and a sentence. */
public enum RejectReason {
    EMPTY_RECORD("empty_record", "The record has no value, or one of white space only."),
    TOO_LARGE("too_large", "The value is longer than 65,536 bytes."),
    INVALID_UTF8("invalid_utf8", "The value is not UTF-8 text."),
    INVALID_JSON("invalid_json", "The value is not exactly one JSON text."),
    NOT_AN_OBJECT("not_an_object", "The value is JSON, but not an object."),
    TOO_DEEP("too_deep", "The JSON is nested deeper than 32 levels."),
    MISSING_FIELD("missing_field", "A required field is absent, null or empty."),
    INVALID_FIELD("invalid_field", "A field has the wrong type, is too long or is not one of the words allowed."),
    INVALID_TEXT("invalid_text", "A text has a NUL character or half a surrogate pair, which PostgreSQL cannot store."),
    INVALID_TIMESTAMP("invalid_timestamp", "The timestamp is neither ISO 8601 with an offset nor epoch milliseconds."),
    IN_THE_FUTURE("in_the_future", "The event says it happened well after it arrived."),
    TOO_OLD("too_old", "The event happened longer ago than the log is kept."),
    CLIENT_TIME("client_time", "The record carries its client's time and not the time at which Kafka took it.");

    private final String wireName;
    private final String sentence;

    RejectReason(String wireName, String sentence) {
        this.wireName = wireName;
        this.sentence = sentence;
    }

    /** The word in header {@code clickmill.reason}. */
    public String wireName() {
        return wireName;
    }

    /** The meaning, for people. */
    public String sentence() {
        return sentence;
    }
}
