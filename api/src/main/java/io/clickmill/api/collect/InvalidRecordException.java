package io.clickmill.api.collect;

import io.clickmill.api.query.QueryError;
import io.clickmill.contract.event.InvalidClick;
import io.clickmill.contract.event.RejectReason;

/** Says which record of a request is invalid, and why. No record of such a request is sent to Kafka. */
final class InvalidRecordException extends Exception {
    private final transient QueryError error;
    private final int line;
    private final boolean forbidden;

    private InvalidRecordException(int line, QueryError error, boolean forbidden) {
        super(error.text());
        this.line = line;
        this.error = error;
        this.forbidden = forbidden;
    }

    /** An invalid field. {@code line} is the line on which the object starts; the first one is 1. */
    static InvalidRecordException invalid(int line, String field, String value, String expected) {
        return new InvalidRecordException(line, QueryError.invalid(field, value, expected), false);
    }

    /** A record that the job would reject. */
    static InvalidRecordException of(int line, InvalidClick invalid) {
        InvalidClick.Fault fault = invalid.fault();
        String field = fault.field() == null ? "body" : fault.field();
        return invalid.reason() == RejectReason.MISSING_FIELD
                ? missing(line, field, fault.expected())
                : invalid(line, field, fault.value(), fault.expected());
    }

    /** A missing field. */
    static InvalidRecordException missing(int line, String field, String expected) {
        return new InvalidRecordException(line, QueryError.missing(field, expected), false);
    }

    /** A field with a value that the key does not allow. */
    static InvalidRecordException forbidden(int line, String field, String value, String expected) {
        return new InvalidRecordException(line, QueryError.invalid(field, value, expected), true);
    }

    QueryError error() {
        return error;
    }

    /** The error, after the line on which the object starts. */
    String text() {
        return "line " + line + ": " + error.text();
    }

    /** Whether the record is for an account that the key does not open. */
    boolean isForbidden() {
        return forbidden;
    }
}
