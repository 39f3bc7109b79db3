package io.clickmill.local.accesslog;

/** What a format string is made of: its own text, fields, and times. */
sealed interface Token {
    /** Text that is in every line. */
    record Text(String text) implements Token {}

    /** A field of the request. */
    record Field(LogField field) implements Token {}

    /** A time, which knows its own form. */
    record Time(Piece piece) implements Token {}
}
