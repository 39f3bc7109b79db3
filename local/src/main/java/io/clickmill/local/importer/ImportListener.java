package io.clickmill.local.importer;

/** Receives the progress of an import. It is called often and must be quick. */
public interface ImportListener {
    /**
     * Called after some lines.
     *
     * @param lines number of lines read so far in all files
     * @param bytes number of bytes read so far in all files, before decompression
     */
    void progress(long lines, long bytes);

    /** Called with the recognized format of a log, before its first line is sent. */
    default void recognized(String file, String format) {}
}
