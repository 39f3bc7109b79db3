package io.clickmill.api.http;

import java.util.concurrent.Semaphore;

/** A number of bytes that all requests share, such as those of their bodies; nobody waits for a part of it. */
public final class ByteBudget {
    private final Semaphore free;

    /** A budget of so many bytes. */
    public ByteBudget(int bytes) {
        this.free = new Semaphore(bytes);
    }

    /** Starts the part of one request, with no bytes yet. */
    public Part open() {
        return new Part();
    }

    /** What one request holds; given back when it is closed. For one thread at a time. */
    public final class Part implements AutoCloseable {
        private int held;

        /** Takes more bytes, if they are free; returns whether they were. */
        public boolean take(int bytes) {
            if (!free.tryAcquire(bytes)) {
                return false;
            }
            held += bytes;
            return true;
        }

        @Override
        public void close() {
            free.release(held);
            held = 0;
        }
    }
}
