package io.clickmill.local.importer;

import org.jspecify.annotations.Nullable;

/** Where the records of an import go. */
public interface RecordSender {
    /** Hands a record over; returns before it is written. */
    void send(@Nullable String key, byte[] value);

    /** Returns when everything that was sent is written. */
    void flush();
}
