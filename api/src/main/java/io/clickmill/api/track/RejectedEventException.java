package io.clickmill.api.track;

import io.clickmill.contract.event.InvalidClick;

/** Ends a request whose event the job would reject. */
public final class RejectedEventException extends RuntimeException {
    private final transient InvalidClick invalid;

    RejectedEventException(InvalidClick invalid) {
        super(invalid.getMessage(), invalid, false, false);
        this.invalid = invalid;
    }

    /** The reason why the job would reject the event. */
    public InvalidClick invalid() {
        return invalid;
    }
}
