package io.clickmill.local.run;

import org.jspecify.annotations.Nullable;

/** Thrown to end a command. The message is one line that says what is wrong and what to do about it. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
