package io.clickmill.local.accesslog;

/**
 * The reason why a line is invalid.
 *
 * @param reason a text that all lines with the same fault share, such as {@code expected: a status of 100 to 599}
 * @param detail a detail of this line, such as {@code at column 62}; may be empty
 */
public record LineProblem(String reason, String detail) {
    static final LineProblem NONE = new LineProblem("", "");

    /** Reason and detail, for people. */
    public String text() {
        return detail.isEmpty() ? reason : reason + ' ' + detail;
    }
}
