package io.clickmill.local.importer;

import org.jspecify.annotations.Nullable;

/** The destination of an import's records. */
public interface RecordSender {
    /** Sends a record. Returns before it is written. */
    void send(@Nullable String key, byte[] value);

    /** Waits until everything that was sent is written. */
    void flush();
}
