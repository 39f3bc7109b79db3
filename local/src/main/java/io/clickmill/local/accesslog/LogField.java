package io.clickmill.local.accesslog;

/** The fields of a log line that Clickmill reads; all others are {@link #IGNORED}. */
enum LogField {
    /** The address or name of whoever opened the connection: the client, or a proxy. */
    CLIENT,
    /** An address, or a list of addresses, that a proxy put into a header of the request. */
    FORWARDED,
    VIRTUAL_HOST,
    IDENT,
    USER,
    /** Method, path, query and protocol in one. */
    REQUEST,
    METHOD,
    /** The path without the query, or the whole request URI. */
    PATH,
    QUERY,
    STATUS,
    BYTES,
    REFERER,
    USER_AGENT,
    /** What follows the fields that the format names. */
    TRAILING,
    TIME,
    IGNORED;

    /** True for fields that may hold blanks although no quotes surround them. */
    boolean mayHoldBlanks() {
        return switch (this) {
            case USER, REQUEST, PATH, REFERER, USER_AGENT -> true;
            case CLIENT, FORWARDED, VIRTUAL_HOST, IDENT, METHOD, QUERY, STATUS, BYTES, TRAILING, TIME, IGNORED -> false;
        };
    }
}
