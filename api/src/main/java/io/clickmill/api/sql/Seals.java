package io.clickmill.api.sql;

import io.clickmill.api.seal.SealStore;

/**
 * Sealed days, and when they are asked.
 *
 * @param fewEvents the log answers if it has no more events than this, by the conditions that it has an index for
 */
record Seals(SealStore store, int fewEvents) {
    /** The log gives this many events, by an index, in the time that a question to seals takes at least. */
    private static final int FEW_EVENTS = 1_000;

    Seals(SealStore store) {
        this(store, FEW_EVENTS);
    }
}
