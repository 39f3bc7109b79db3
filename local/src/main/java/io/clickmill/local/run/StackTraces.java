package io.clickmill.local.run;

/** Extracts from a stack trace what a person wants to know. */
public final class StackTraces {
    private StackTraces() {}

    /** The last {@code Caused by} of a stack trace, or its first line if it has none. */
    public static String rootCause(String stackTrace) {
        String cause = stackTrace.lines().findFirst().orElse("");
        for (String line : stackTrace.lines().toList()) {
            if (line.startsWith("Caused by: ")) {
                cause = line.substring("Caused by: ".length());
            }
        }
        return cause;
    }
}
