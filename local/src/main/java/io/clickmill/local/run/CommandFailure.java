package io.clickmill.local.run;

import org.jspecify.annotations.Nullable;

/** Ends a command; the message is one line that says what is wrong and what to do about it. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int FAILED = 1;
    private static final int WRONG_CONFIGURATION = 2;

    private final int exitCode;

    public CommandFailure(String message) {
        this(message, null);
    }

    public CommandFailure(String message, @Nullable Throwable cause) {
        this(message, cause, FAILED);
    }

    private CommandFailure(String message, @Nullable Throwable cause, int exitCode) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** For settings that cannot be used; a line each. */
    public static CommandFailure configuration(@Nullable String message, @Nullable Throwable cause) {
        return new CommandFailure(message == null ? String.valueOf(cause) : message, cause, WRONG_CONFIGURATION);
    }

    public int exitCode() {
        return exitCode;
    }
}
