package io.clickmill.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Remembers SIGINT and SIGTERM, so that a measurement can stop its servers and delete its folder before it ends. */
final class Signals {
    private final AtomicInteger received = new AtomicInteger();

    void install() {
        for (String name : List.of("INT", "TERM")) {
            Signal.handle(new Signal(name), signal -> received.compareAndSet(0, signal.getNumber()));
        }
    }

    boolean isReceived() {
        return received.get() != 0;
    }

    /** @throws Stopped if a signal was received */
    void check() {
        if (isReceived()) {
            throw new Stopped(received.get());
        }
    }
}
