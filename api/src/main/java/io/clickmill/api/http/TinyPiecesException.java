package io.clickmill.api.http;

import java.io.IOException;

/** A body came in too many tiny pieces, and was not read to its end. */
public final class TinyPiecesException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * The message says what is expected of a client.
     *
     * @param pieces the number of pieces that may come in any case
     * @param bytes how long the pieces must be on average
     */
    public TinyPiecesException(int pieces, int bytes) {
        super("more than " + pieces + " pieces of less than " + bytes + " bytes on average; send it in larger pieces");
    }
}
