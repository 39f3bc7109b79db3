package io.clickmill.local.importer;

/** A file of a kind that import does not take. The message goes after the file's name and says what to do. */
final class FileNotTaken extends Exception {
    private static final long serialVersionUID = 1;

    FileNotTaken(String message) {
        super(message, null, false, false);
    }
}
