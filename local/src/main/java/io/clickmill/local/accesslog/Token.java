package io.clickmill.local.accesslog;

/** A part of a format string: literal text, a field or a time. */
sealed interface Token {
    /** Literal text, which every line has. */
    record Text(String text) implements Token {}

    /** A field of the request. */
    record Field(LogField field) implements Token {}

    /** A time, with the piece that reads it. */
    record Time(Piece piece) implements Token {}
}
