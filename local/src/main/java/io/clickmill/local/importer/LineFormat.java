package io.clickmill.local.importer;

import java.util.Locale;

/** The format of a file, as the user gives it. */
public enum LineFormat {
    /**
     * Decided for each line: a line that begins with a JSON object or an array of them is events, any other is a log
     * line.
     */
    AUTO,
    /** The usual log of Apache and nginx, with referer and user agent. */
    COMBINED,
    /** The older log without referer and user agent. */
    COMMON,
    /** A JSON event for each line, as in the topic of clicks. */
    NDJSON,
    /** A JSON link for each line, as in the topic of links. */
    LINKS;

    /** The word on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
