package io.clickmill.api.server;

import io.clickmill.api.http.TinyPiecesException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Breaks off bodies that come in many tiny pieces. A piece is a chunk of HTTP, or what the network delivers at once. It
 * costs the server some microseconds, however short it is: 80 bodies of 20,000 chunks of one byte, 10 MB in all, kept
 * two cores busy for seconds.
 */
public final class MinimumPiece extends Handler.Wrapper {
    private final int bytes;
    private final int grace;

    /**
     * A limit for each body.
     *
     * @param bytes how long the pieces of a body must be on average
     * @param grace number of pieces up to which a body may have shorter ones
     */
    public MinimumPiece(int bytes, int grace) {
        this.bytes = bytes;
        this.grace = grace;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return super.handle(new Counted(request), response, callback);
    }

    private final class Counted extends Request.Wrapper {
        private long pieces;
        private long received;
        private Content.@Nullable Chunk failure;

        Counted(Request request) {
            super(request);
        }

        @Override
        public Content.@Nullable Chunk read() {
            if (failure != null) {
                return failure;
            }
            Content.Chunk piece = super.read();
            if (piece == null || !piece.hasRemaining()) {
                // No bytes are the end, or a failure.
                return piece;
            }
            pieces++;
            received += piece.remaining();
            if (pieces <= grace || received >= pieces * bytes) {
                return piece;
            }
            piece.release();
            failure = Content.Chunk.from(new TinyPiecesException(grace, bytes), true);
            return failure;
        }
    }
}
