package io.clickmill.local.importer;

/** Thrown for a file of a kind that the import refuses. The message follows the file's name and says what to do. */
final class FileNotTaken extends Exception {
    private static final long serialVersionUID = 1;

    FileNotTaken(String message) {
        super(message, null, false, false);
    }
}
