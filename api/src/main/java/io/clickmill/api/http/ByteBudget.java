package io.clickmill.api.http;

import java.util.concurrent.Semaphore;

/** A number of bytes that all requests share, such as for their bodies. A request that gets none does not wait. */
public final class ByteBudget {
    private final Semaphore free;

    /** A budget of this many bytes. */
    public ByteBudget(int bytes) {
        this.free = new Semaphore(bytes);
    }

    /** Opens the part of one request. It holds no bytes yet. */
    public Part open() {
        return new Part();
    }

    /** The bytes that one request holds. Closing the part gives them back. */
    public final class Part implements AutoCloseable {
        private int held;

        /** Takes more bytes. Returns false, and takes none, if not all of them are free. */
        public synchronized boolean take(int bytes) {
            if (!free.tryAcquire(bytes)) {
                return false;
            }
            held += bytes;
            return true;
        }

        /** Gives some of the bytes back. Gives nothing back once the part is closed. */
        public synchronized void giveBack(int bytes) {
            int given = Math.min(bytes, held);
            free.release(given);
            held -= given;
        }

        @Override
        public synchronized void close() {
            free.release(held);
            held = 0;
        }
    }
}
