package io.clickmill.local.cli;

import io.clickmill.local.run.DataFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every command takes: the data folder, by which the running system is found. */
final class FolderOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".clickmill",
            description = "Folder that holds everything of a local system (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--verbose", description = "On an error print its stack trace, and what the libraries log.")
    @SuppressWarnings("UnusedVariable") // asked for through the parse result
    private boolean verbose;

    DataFolder folder() {
        return new DataFolder(data);
    }
}
