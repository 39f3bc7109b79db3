package io.clickmill.local.cli;

import io.clickmill.local.run.RunningSystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the servers are: those of the running local system, unless they are named. */
final class SystemOptions {
    @Mixin
    private FolderOption folder;

    @Option(
            names = "--kafka-bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka of a cluster (default: that of the local system).")
    private @Nullable String kafka;

    @Option(
            names = "--postgres-url",
            paramLabel = "URL",
            description =
                    "JDBC URL of a cluster's database, with user and password (default: that of the local system).")
    private @Nullable String postgres;

    RunningSystem system() {
        return new RunningSystem(folder.folder(), kafka, postgres);
    }
}
