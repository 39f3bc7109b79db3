package io.clickmill.local.importer;

/** Advice about bad lines. */
public final class Advice {
    private Advice() {}

    /** The advice, which begins with a semicolon; empty if the reason says enough. */
    public static String of(String reason, String detail) {
        return switch (reason) {
            case "in_the_future" ->
                detail.startsWith("timestamp: +") || detail.matches("timestamp: \\d{15,}.*|timestamp: [3-9]\\d{4}-.*")
                        ? "; are these micro- or nanoseconds? A number is taken as milliseconds since 1970"
                        : "";
            case "missing_field", "invalid_field", "invalid_timestamp" -> "; docs/events.md has the fields";
            case "expected: one address before the time" ->
                "; say which is the client's, such as by --log-format '%{X-Forwarded-For}i %h ...' (docs/import.md)";
            case JsonLines.INVALID_JSON -> "; one or more JSON objects a line are taken";
            default ->
                reason.startsWith("expected: ")
                        ? "; if your server writes such lines, name their format by --log-format (docs/import.md)"
                        : "";
        };
    }
}
