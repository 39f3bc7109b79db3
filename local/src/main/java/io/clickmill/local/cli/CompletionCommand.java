package io.clickmill.local.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: prints a completion script for bash and zsh. */
@Command(name = "completion", description = "Print a completion script; use it with: source <(clickmill completion)")
final class CompletionCommand extends Subcommand {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        System.out.println(AutoComplete.bash("clickmill", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
