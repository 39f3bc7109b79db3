package io.clickmill.local.accesslog;

/** One step of reading a line from left to right: a literal text or a field. */
interface Piece {
    /** Returned instead of a position if the line does not have the piece. */
    int NOT_THERE = -1;

    /** Reads the piece at a position and captures its field. Returns the position after it, or {@link #NOT_THERE}. */
    int read(String line, int at, Capture capture);

    /** The expected text, for errors: {@code a status of 100 to 599}. */
    String expected();
}
