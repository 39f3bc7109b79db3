package io.clickmill.local.cli;

import picocli.CommandLine.Command;

/** {@code fold}: STAND-IN until the job's fold is there. */
@Command(
        name = "fold",
        description = "Add the late rows of complete days to the rollups.",
        mixinStandardHelpOptions = true,
        versionProvider = ClickmillCommand.Version.class)
final class FoldCommand {}
