package io.clickmill.local.cli;

import picocli.CommandLine.Command;

/** {@code keys}: STAND-IN until the API's keys are there. */
@Command(
        name = "keys",
        description = "Make, list and revoke API keys.",
        mixinStandardHelpOptions = true,
        versionProvider = ClickmillCommand.Version.class)
final class KeysCommand {}
