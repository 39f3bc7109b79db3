package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickmill.api.Dialects;
import io.clickmill.api.auth.Plan;
import io.clickmill.contract.words.Words;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

class KeysCommandTest {
    private final StringWriter errors = new StringWriter();
    private final CommandLine create = new CommandLine(new KeysCommand.Create()).setErr(new PrintWriter(errors, true));

    @Test
    void listsEveryScopeAndPlanInItsHelp() {
        String help = create.setUsageHelpWidth(400).getUsageMessage();
        assertThat(help)
                .contains(
                        String.join(", ", Dialects.scopes()),
                        String.join(", ", Words.all(Plan.class)),
                        "(default: enterprise)");
    }

    @Test
    void refusesUnknownPlansLimitsAndScopes() {
        assertThat(create.execute("--account", "acme", "--plan", "gold")).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString()).contains("gold (expected: free, pro, business, advanced, enterprise)");
        assertThat(create.execute("--account", "acme", "--rate-limit", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString()).contains("0 (expected: a number of requests a minute, or none)");
        assertThat(create.execute("--account", "acme", "--scope", "everything")).isEqualTo(ExitCode.USAGE);
        assertThat(errors.toString()).contains("scope: everything (expected: *, stats:read, ");
    }
}
