package io.clickmill.local.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes the values of absent options from the environment, before the options' defaults apply. The variable is
 * {@code CLICKMILL_} and the option's name: {@code CLICKMILL_KAFKA_PORT} for {@code --kafka-port}.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.arity().max() == 0) {
            return null;
        }
        String value = environment.get(variable(option.longestName()));
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * All variables. Secrets have no command-line option, because every user of the machine can read the options of a
     * process.
     */
    Map<String, String> environment() {
        return environment;
    }

    static String variable(String option) {
        return "CLICKMILL_" + option.substring("--".length()).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
