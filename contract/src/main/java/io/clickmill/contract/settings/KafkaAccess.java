package io.clickmill.contract.settings;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The address of a Kafka, and how every client encrypts its connection and logs in. The text form hides the values of
 * the options, as most of them are secret.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param options of Kafka's clients, such as {@code security.protocol}; empty for a Kafka without encryption and login
 */
public record KafkaAccess(String bootstrapServers, Map<String, String> options) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The environment variable of the address. */
    public static final String BOOTSTRAP_SERVERS_VARIABLE = "CLICKMILL_KAFKA_BOOTSTRAP_SERVERS";

    private static final String OPTION_PREFIX = "CLICKMILL_KAFKA_OPT_";

    /**
     * Options of connection and login. Others, such as {@code acks}, decide whether counts are exact and cannot be set.
     */
    private static final List<String> TAKEN_PREFIXES = List.of("security.", "sasl.", "ssl.", "client.dns.lookup");

    public KafkaAccess {
        options = Map.copyOf(options);
    }

    /**
     * Reads the options from environment variables: {@code CLICKMILL_KAFKA_OPT_SECURITY_PROTOCOL} sets
     * {@code security.protocol}. Other variables are ignored, blank ones are absent.
     *
     * @throws IllegalArgumentException with a line for each option that may not be set; the lines hold no values
     */
    public static KafkaAccess parse(String bootstrapServers, Map<String, String> environment) {
        Map<String, String> options = new HashMap<>();
        List<String> errors = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!isOption(variable) || value.isBlank()) {
                return;
            }
            String option = variable.substring(OPTION_PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '.');
            if (TAKEN_PREFIXES.stream().noneMatch(option::startsWith)) {
                errors.add(variable + ": option " + option
                        + " is not taken (expected: one of security.*, sasl.*, ssl.*," + " client.dns.lookup)");
            }
            options.put(option, value.strip());
        });
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", errors));
        }
        return new KafkaAccess(bootstrapServers, options);
    }

    /** Whether an environment variable holds one of the options. */
    public static boolean isOption(String variable) {
        return variable.startsWith(OPTION_PREFIX);
    }

    /** The environment variables from which job and API read this record. */
    public Map<String, String> toEnvironment() {
        Map<String, String> environment = new HashMap<>();
        environment.put(BOOTSTRAP_SERVERS_VARIABLE, bootstrapServers);
        options.forEach((option, value) ->
                environment.put(OPTION_PREFIX + option.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        return environment;
    }

    /** The properties that every client starts from: the address and the options. */
    public Map<String, String> clientProperties() {
        Map<String, String> properties = new HashMap<>(options);
        properties.put("bootstrap.servers", bootstrapServers);
        return properties;
    }

    @Override
    public String toString() {
        return bootstrapServers
                + (options.isEmpty() ? "" : " with " + String.join(", ", new TreeSet<>(options.keySet())));
    }
}
