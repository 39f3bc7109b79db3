package io.clickmill.local.embedded;

/** Thrown to end a start, because a stop was requested. */
public final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopRequested() {
        super("stopped while starting");
    }
}
