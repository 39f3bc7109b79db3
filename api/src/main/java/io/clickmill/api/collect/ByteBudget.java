package io.clickmill.api.collect;

import java.util.concurrent.Semaphore;

/** A number of bytes that all requests share while they are read, parsed and published; nobody waits for a part of it. */
final class ByteBudget {
    private final Semaphore free;

    /** A budget of so many bytes. */
    ByteBudget(int bytes) {
        this.free = new Semaphore(bytes);
    }

    /** Starts the part of one request, with no bytes yet. */
    Part open() {
        return new Part();
    }

    /** What one request holds; given back when it is closed. For one thread. */
    final class Part implements AutoCloseable {
        private int held;

        /** Takes more bytes, if they are free; returns whether they were. */
        boolean take(int bytes) {
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
