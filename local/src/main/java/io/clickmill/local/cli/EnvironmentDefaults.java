package io.clickmill.local.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The environment between options and defaults: an option that takes a value and was not given takes it from
 * {@code CLICKMILL_} and its name. For example {@code --kafka-port} from {@code CLICKMILL_KAFKA_PORT}.
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

    /** All variables. Some have no command-line option: an option that holds a password could be read by every user. */
    Map<String, String> environment() {
        return environment;
    }

    static String variable(String option) {
        return "CLICKMILL_" + option.substring("--".length()).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
