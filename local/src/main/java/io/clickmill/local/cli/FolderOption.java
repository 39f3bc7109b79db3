package io.clickmill.local.cli;

import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command: the data folder, which leads to the running system, and {@code --verbose}. */
final class FolderOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".clickmill",
            description = "Folder that holds everything of a local system (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--verbose", description = "Print what the libraries log, and the stack trace of an error.")
    @SuppressWarnings("UnusedVariable") // read through the parse result
    private boolean verbose;

    DataFolder folder() {
        return new DataFolder(data);
    }
}
