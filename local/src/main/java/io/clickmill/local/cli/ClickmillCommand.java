package io.clickmill.local.cli;

import io.clickmill.contract.settings.Settings;
import io.clickmill.local.run.CommandFailure;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The root of the command line. */
@Command(
        name = "clickmill",
        description = "Exact click statistics.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "`clickmill bench` measures how fast this machine is; see `clickmill bench --help`.",
            "Every option that takes a value can be set in the environment: --kafka-port by CLICKMILL_KAFKA_PORT.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ImportCommand.class,
            KeysCommand.class,
            MigrateCommand.class,
            FoldCommand.class,
            RebuildCommand.class,
            CompletionCommand.class
        })
public final class ClickmillCommand {
    /** Runs a command line and returns its exit code. */
    public static int run(Map<String, String> environment, String... args) {
        return commandLine(environment).execute(args);
    }

    static CommandLine commandLine(Map<String, String> environment) {
        return new CommandLine(new ClickmillCommand())
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(ClickmillCommand::printUsageError)
                .setExecutionExceptionHandler((e, command, parsed) -> printFailure(e, command));
    }

    private static int printUsageError(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("clickmill: " + firstLine(e) + "; see `"
                        + command.getCommandSpec().qualifiedName() + " --help`");
        return ExitCode.USAGE;
    }

    private static int printFailure(Exception e, CommandLine command) {
        PrintWriter err = command.getErr();
        boolean wrongSettings = e instanceof Settings.InvalidException;
        err.println("clickmill: " + (wrongSettings || e instanceof CommandFailure ? e.getMessage() : firstLine(e)));
        if (command.getParseResult().hasMatchedOption("--verbose")) {
            e.printStackTrace(err);
        }
        err.flush();
        return wrongSettings ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        String line = message.lines().findFirst().orElse(message);
        return e instanceof ParameterException ? line : e.getClass().getSimpleName() + ": " + line;
    }
}
