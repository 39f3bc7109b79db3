package io.clickmill.local.importer;

/** Told of an import's progress, often; must be quick. */
public interface ImportListener {
    /**
     * @param lines read in all files so far
     * @param bytes read of all files so far, compressed where they are
     */
    void progress(long lines, long bytes);

    /** Told of the format in which a log was recognized, before the first of its lines is sent. */
    default void recognized(String file, String format) {}
}
