package io.clickmill.local.embedded;

/** Ends a start that is not wanted any more. */
public final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopRequested() {
        super("stopped while starting");
    }
}
