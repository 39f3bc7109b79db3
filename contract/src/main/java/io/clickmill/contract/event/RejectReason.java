package io.clickmill.contract.event;

import io.clickmill.contract.words.Worded;

/** Why a record of topic {@code clicks} or {@code links} is rejected. Each reason has a word, for the header and the
 * metric, and a sentence for people. */
public enum RejectReason implements Worded {
    EMPTY_RECORD("The record has no value, or one of white space only."),
    TOO_LARGE("The value is longer than 65,536 bytes."),
    INVALID_UTF8("The value is not UTF-8 text."),
    INVALID_JSON("The value is not exactly one JSON text."),
    NOT_AN_OBJECT("The value is JSON, but not an object."),
    TOO_DEEP("The JSON is nested deeper than 32 levels."),
    MISSING_FIELD("A required field is absent, null or empty."),
    INVALID_FIELD("A field has the wrong type, is too long or is not one of the words allowed."),
    INVALID_TEXT("A text has a NUL character or half a surrogate pair, which PostgreSQL cannot store."),
    INVALID_TIMESTAMP("The timestamp is neither ISO 8601 with an offset nor epoch milliseconds."),
    IN_THE_FUTURE("The event says it happened well after it arrived."),
    TOO_OLD("The event happened longer ago than the log is kept."),
    CLIENT_TIME("The record carries its client's time and not the time at which Kafka took it.");

    private final String sentence;

    RejectReason(String sentence) {
        this.sentence = sentence;
    }

    /** The meaning, for people. */
    public String sentence() {
        return sentence;
    }
}
