package io.clickmill.local.run;

import io.clickmill.contract.KafkaAccess;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one user of a local Kafka, whose password is in the data folder. Its text form hides the password.
 *
 * @param password letters and digits
 */
public record KafkaLogin(String password) {
    /** The controller checks it from its own settings; SCRAM's passwords are in the metadata that it is to serve first. */
    static final String MECHANISM = "PLAIN";

    /** What needs no quoting, in a JAAS configuration and in a properties file. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9]+");

    private static final String USER = "clickmill";
    private static final String MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    public KafkaLogin {
        if (!TEXT.matcher(password).matches()) {
            throw new CommandFailure("kafka.password: " + password.length()
                    + " characters (expected: letters and digits only; delete the file, and `up` makes another)");
        }
    }

    /** The login of a data folder; a password is made where there is none yet. */
    public static KafkaLogin of(DataFolder folder) throws IOException {
        return new KafkaLogin(new SecretFile(folder.kafkaPasswordFile()).readOrMake());
    }

    /** What a client needs: to log in at an address. */
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
     * What Kafka needs so that nobody but this user is let in: on its listeners, and from itself to itself.
     *
     * @param listeners their names
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

    /** Writes the file that Kafka's own tools take, such as {@code kafka-console-consumer}. */
    public void writeClientFile(DataFolder folder) throws IOException {
        // The address is an option of these tools.
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
