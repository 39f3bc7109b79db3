package io.clickmill.bench;

import io.clickmill.local.run.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The root of the measurements. */
@Command(
        name = "clickmill bench",
        description = "Measure how fast Clickmill is on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "MEASUREMENT",
        subcommands = {
            AskCommand.class,
            IngestCommand.class,
            DensityCommand.class,
            FreshCommand.class,
            FunctionsCommand.class,
            HistoryCommand.class,
            ViewersCommand.class
        })
final class BenchCommand {
    /** Runs a command line and returns its exit code. */
    static int run(String... args) {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(BenchCommand::printUsageError)
                .setExecutionExceptionHandler((e, command, parsed) -> printFailure(e, command))
                .execute(args);
    }

    private static int printUsageError(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("clickmill: " + e.getMessage() + "; see `"
                        + command.getCommandSpec().qualifiedName() + " --help`");
        return ExitCode.USAGE;
    }

    private static int printFailure(Exception e, CommandLine command) {
        if (e instanceof Stopped stopped) {
            command.getErr().println("clickmill: stopped");
            return stopped.exitCode();
        }
        command.getErr().println("clickmill: " + (e instanceof CommandFailure ? e.getMessage() : e.toString()));
        if (!(e instanceof CommandFailure)) {
            e.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }
}
