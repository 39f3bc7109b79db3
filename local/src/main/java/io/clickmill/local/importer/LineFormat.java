package io.clickmill.local.importer;

import java.util.Locale;

/** The format of a file, as the user gives it. */
public enum LineFormat {
    /**
     * The format is decided for each line. A line that begins with a JSON object, or with an array of them, has events.
     * Any other line is a log line.
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
