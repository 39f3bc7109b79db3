package io.clickmill.api.query;

/** The store did not answer; the cause says why, to the log and to nobody else. */
public final class StatsUnavailableException extends RuntimeException {
    public StatsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
