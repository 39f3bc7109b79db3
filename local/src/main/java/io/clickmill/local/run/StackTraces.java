package io.clickmill.local.run;

/** What a person wants of a stack trace. */
public final class StackTraces {
    private StackTraces() {}

    /** The last {@code Caused by} of a stack trace, else its first line. */
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
