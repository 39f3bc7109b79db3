package io.clickmill.bench;

/** Thrown to end a measurement, because the user has interrupted it. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The number of the signal. */
    private final int signal;

    Stopped(int signal) {
        super("interrupted");
        this.signal = signal;
    }

    /** The exit code of a program that ends by this signal. */
    int exitCode() {
        return 128 + signal;
    }
}
