package io.clickmill.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command with the options --help and --version. It returns the exit code. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
abstract class Subcommand implements Callable<Integer> {}
