package io.clickmill.local.run;

import io.clickmill.contract.settings.KafkaAccess;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The only user of a local Kafka. The password is in the data folder; {@code toString} hides it.
 *
 * @param password letters and digits
 */
public record KafkaLogin(String password) {
    /**
     * The mechanism is PLAIN, because the controller can check the password with its own settings. The passwords of
     * SCRAM are in the metadata, which the controller itself has to serve first.
     */
    static final String MECHANISM = "PLAIN";

    /** Text that needs no quoting in a JAAS configuration or a properties file. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9]+");

    private static final String USER = "clickmill";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    public KafkaLogin {
        if (!TEXT.matcher(password).matches()) {
            throw new CommandFailure("kafka.password: " + password.length()
                    + " characters (expected: letters and digits only; delete the file, and `up` makes another)");
        }
    }

    /** The login of a data folder. Creates the password if it does not exist yet. */
    public static KafkaLogin of(DataFolder folder) throws IOException {
        return new KafkaLogin(new SecretFile(folder.kafkaPasswordFile()).readOrMake());
    }

    /** The access of a client to an address, with this login. */
    public KafkaAccess access(String bootstrapServers) {
        return new KafkaAccess(
                bootstrapServers,
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        MECHANISM,
                        "sasl.jaas.config",
                        MODULE + credentials() + ";"));
    }

    /**
     * The settings of a Kafka that lets in only this user, on its listeners and for its own connections.
     *
     * @param listeners the names of the listeners
     */
    public Map<String, String> serverSettings(String... listeners) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "sasl.enabled.mechanisms",
                MECHANISM,
                "sasl.mechanism.inter.broker.protocol",
                MECHANISM,
                "sasl.mechanism.controller.protocol",
                MECHANISM));
        String jaas = MODULE + credentials() + " user_" + USER + "=\"" + password + "\";";
        for (String listener : listeners) {
            settings.put("listener.name." + listener.toLowerCase(Locale.ROOT) + ".plain.sasl.jaas.config", jaas);
        }
        return settings;
    }

    /** Writes the settings file for Kafka's own tools, such as {@code kafka-console-consumer}. */
    public void writeClientFile(DataFolder folder) throws IOException {
        // The file has no address, as that is an option of the tools.
        String lines = new TreeMap<>(access("").options())
                .entrySet().stream()
                        .map(option -> option.getKey() + "=" + option.getValue())
                        .collect(Collectors.joining("\n"));
        new SecretFile(folder.kafkaClientFile()).write(lines);
    }

    private String credentials() {
        return " username=\"" + USER + "\" password=\"" + password + "\"";
    }

    @Override
    public String toString() {
        return USER + ":***";
    }
}
