package io.clickmill.local.importer;

import java.util.Locale;

/** What the user says that a file is. */
public enum LineFormat {
    /** Told line by line: a line that starts with a brace is an event, any other a line of a log. */
    AUTO,
    /** Apache's and NGINX's usual log, with referer and user agent. */
    COMBINED,
    /** The older log without them. */
    COMMON,
    /** A click event a line, as in the topic. */
    NDJSON,
    /** What is known of a link a line, as in the topic of links. */
    LINKS;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
