package io.clickmill.local.accesslog;

/**
 * What is wrong with a line.
 *
 * @param reason the same for all lines with the same fault: {@code expected: a status of 100 to 599}
 * @param detail of this line, or empty: {@code at column 62}
 */
public record LineProblem(String reason, String detail) {
    static final LineProblem NONE = new LineProblem("", "");

    /** Both, for people. */
    public String text() {
        return detail.isEmpty() ? reason : reason + ' ' + detail;
    }
}
