package io.clickmill.contract.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings one by one and collects their errors, so that a program reports all of them together. Blanks around a
 * value are removed, and a blank value is absent.
 *
 * <p>An invalid setting is read as its default; {@link #requireValid} throws once all are read. Each line of its
 * message has the form {@code CLICKMILL_API_PORT: 70000 (expected: 0..65535)}. The value is left out where it may hold
 * a secret.
 */
public final class Settings {
    private static final int EXIT_USAGE = 2;

    private final Map<String, String> values;
    private final List<String> errors = new ArrayList<>();

    /** Thrown for settings that cannot be used: the message has a line for each that is invalid or missing. */
    public static final class InvalidException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private InvalidException(List<String> errors) {
            super(String.join("\n", errors));
        }
    }

    /**
     * @param values by name of the environment variable, {@code CLICKMILL_…}; variables that nobody reads are ignored
     */
    public Settings(Map<String, String> values) {
        this.values = values;
    }

    /** Returns what is read from settings. If they are invalid, the program prints why and ends with exit code 2. */
    public static <T> T orExit(Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidException e) {
            System.err.println(e.getMessage());
            System.exit(EXIT_USAGE);
            throw e;
        }
    }

    /** Any text, or null if absent. */
    public @Nullable String textOrNull(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Any text, or the default if absent. */
    public String text(String name, String defaultValue) {
        String value = textOrNull(name);
        return value == null ? defaultValue : value;
    }

    /** The parts of a text, separated by commas; empty if absent. */
    public List<String> list(String name) {
        String value = textOrNull(name);
        return value == null ? List.of() : List.of(value.split(",", -1));
    }

    /** A duration above 0, such as {@code 250ms}. */
    public Duration duration(String name, Duration defaultValue) {
        return parsed(name, defaultValue, Durations::parse);
    }

    /** A whole number from {@code min} to {@code max}. */
    public int number(String name, int defaultValue, int min, int max) {
        return parsed(name, defaultValue, value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The error below names the range.
            }
            throw new IllegalArgumentException(value + " (expected: " + min + ".." + max + ")");
        });
    }

    /** {@code true} or {@code false}; false if it is absent. */
    public boolean flag(String name) {
        String value = text(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            invalid(name, value, "true or false");
        }
        return value.equals("true");
    }

    /** A required random text of at least {@code minLength} characters. */
    public String secret(String name, int minLength) {
        String value = text(name, "");
        if (value.length() < minLength) {
            invalid(
                    name,
                    value.length() + " characters",
                    "at least " + minLength + ", random, and the same for as long as visitors are to be recognised");
        }
        return value;
    }

    /** The required JDBC URL of the database. It may hold a password, so errors do not show it. */
    public String postgresUrl() {
        String name = "CLICKMILL_POSTGRES_URL";
        String value = text(name, "");
        if (!value.startsWith("jdbc:postgresql:")) {
            invalid(name, value.isEmpty() ? "missing" : "not a PostgreSQL URL", "jdbc:postgresql://HOST:PORT/DATABASE");
        }
        return value;
    }

    /** The Kafka at this address, with the options found among the settings. */
    public KafkaAccess kafka(String bootstrapServers) {
        try {
            return KafkaAccess.parse(bootstrapServers, values);
        } catch (IllegalArgumentException e) {
            errors.add(String.valueOf(e.getMessage()));
            return new KafkaAccess(bootstrapServers, Map.of());
        }
    }

    /**
     * A value in a form of its own, or the default if absent.
     *
     * @param parser throws IllegalArgumentException with a message {@code value (expected: what)}
     */
    public <T> T parsed(String name, T defaultValue, Function<String, T> parser) {
        String value = textOrNull(name);
        try {
            return value == null ? defaultValue : parser.apply(value);
        } catch (IllegalArgumentException e) {
            errors.add(name + ": " + e.getMessage());
            return defaultValue;
        }
    }

    /** Adds an error; {@code value} must not be a secret. */
    public void invalid(String name, String value, String expected) {
        errors.add(name + ": " + value + " (expected: " + expected + ")");
    }

    /**
     * Returns if all settings read so far are valid.
     *
     * @throws InvalidException with all errors
     */
    public void requireValid() {
        if (!errors.isEmpty()) {
            throw new InvalidException(errors);
        }
    }
}
