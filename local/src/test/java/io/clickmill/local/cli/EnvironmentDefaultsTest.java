package io.clickmill.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class EnvironmentDefaultsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CLICKMILL_KAFKA_PORT",
            "9001",
            "CLICKMILL_API_PORT",
            "9002",
            "CLICKMILL_DATA",
            "",
            "CLICKMILL_DEMO",
            "true");

    @Test
    void prefersAnOptionToTheEnvironment() {
        assertThat(up("--kafka-port", "9").findOption("--kafka-port").<Integer>getValue())
                .isEqualTo(9);
    }

    @Test
    void prefersTheEnvironmentToTheDefault() {
        assertThat(up().findOption("--kafka-port").<Integer>getValue()).isEqualTo(9001);
    }

    @Test
    void takesTheDefaultForAnAbsentOption() {
        assertThat(up().findOption("--postgres-port").<Integer>getValue()).isZero();
        assertThat(up().findOption("--host").<String>getValue()).isEqualTo("127.0.0.1");
    }

    @Test
    void takesThePortFromTheVariableThatTheApiReads() {
        assertThat(up().findOption("--port").<Integer>getValue()).isEqualTo(9002);
    }

    @Test
    void ignoresAnEmptyVariable() {
        assertThat(up().findOption("--data").getValue().toString()).isEqualTo(".clickmill");
    }

    @Test
    void setsNoFlagFromTheEnvironment() {
        assertThat(up().findOption("--demo").<Boolean>getValue()).isFalse();
    }

    @Test
    void hasADifferentVariableForEachOptionOfACommand() {
        for (CommandLine command :
                ClickmillCommand.commandLine(Map.of()).getSubcommands().values()) {
            assertThat(command.getCommandSpec().options().stream()
                            .map(OptionSpec::longestName)
                            .map(EnvironmentDefaults::variable))
                    .doesNotHaveDuplicates();
        }
    }

    private static CommandLine.Model.CommandSpec up(String... args) {
        String[] line = Stream.concat(Stream.of("up"), Stream.of(args)).toArray(String[]::new);
        return ClickmillCommand.commandLine(ENVIRONMENT)
                .parseArgs(line)
                .subcommand()
                .commandSpec();
    }
}
