package io.clickmill.local.accesslog;

/** One step of reading a line from left to right: a literal text or a field. */
interface Piece {
    /** No position: the piece is not there. */
    int NOT_THERE = -1;

    /** Reads the piece at a position, notes its field, and returns the position after it or {@link #NOT_THERE}. */
    int read(String line, int at, Capture capture);

    /** What has to be there, for errors: {@code a status of 100 to 599}. */
    String expected();
}
