package io.clickmill.local.accesslog;

/** The fields of a log line that Clickmill reads. All others are {@link #IGNORED}. */
enum LogField {
    /** The address or name of the connection's peer: the client, or a proxy. */
    CLIENT,
    /** An address, or a list of addresses, from a request header that a proxy has set. */
    FORWARDED,
    VIRTUAL_HOST,
    IDENT,
    USER,
    /** The request line: method, path, query and protocol. */
    REQUEST,
    METHOD,
    /** The path without the query, or the whole request URI. */
    PATH,
    QUERY,
    STATUS,
    BYTES,
    REFERER,
    USER_AGENT,
    /** The rest of the line after the fields that the format names. */
    TRAILING,
    TIME,
    IGNORED;

    /** Whether the field may contain blanks even without quotes around it. */
    boolean mayHoldBlanks() {
        return switch (this) {
            case USER, REQUEST, PATH, REFERER, USER_AGENT -> true;
            case CLIENT, FORWARDED, VIRTUAL_HOST, IDENT, METHOD, QUERY, STATUS, BYTES, TRAILING, TIME, IGNORED -> false;
        };
    }
}
