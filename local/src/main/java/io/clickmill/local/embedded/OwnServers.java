package io.clickmill.local.embedded;

import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Settings;
import io.clickmill.contract.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Settings of job and API that say where the servers of a local system are and how to log in. They cannot be set from
 * outside: the other commands find the local system by its folder, and would look for its events elsewhere.
 */
final class OwnServers {
    private OwnServers() {}

    /**
     * The settings from outside and those of the servers.
     *
     * @param postgresPassword of all roles
     * @param checkpoints folder of the job's checkpoints
     * @throws Settings.InvalidException with a line for every setting from outside that a local system decides itself
     */
    static Map<String, String> addTo(
            Map<String, String> environment,
            KafkaAccess kafka,
            int postgresPort,
            String postgresPassword,
            Path checkpoints) {
        Map<String, String> settings = new HashMap<>(kafka.toEnvironment());
        settings.putAll(Topics.DEFAULTS.toEnvironment());
        settings.put(
                "CLICKMILL_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + LocalPostgres.DATABASE);
        settings.put("CLICKMILL_POSTGRES_OWNER_USER", LocalPostgres.OWNER_ROLE);
        settings.put("CLICKMILL_POSTGRES_OWNER_PASSWORD", postgresPassword);
        settings.put("CLICKMILL_POSTGRES_WRITER_USER", Schema.WRITER_ROLE);
        settings.put("CLICKMILL_POSTGRES_WRITER_PASSWORD", postgresPassword);
        settings.put("CLICKMILL_POSTGRES_READER_USER", Schema.READER_ROLE);
        settings.put("CLICKMILL_POSTGRES_READER_PASSWORD", postgresPassword);
        settings.put("CLICKMILL_CHECKPOINT_DIR", checkpoints.toUri().toString());
        Settings given = new Settings(environment);
        new TreeSet<>(environment.keySet())
                .stream()
                        .filter(variable -> settings.containsKey(variable) || KafkaAccess.isOption(variable))
                        // The message leaves out the value, which may be a password.
                        .forEach(variable -> given.invalid(variable, "set", "absent, as `up` decides it"));
        given.requireValid();
        settings.putAll(environment);
        return settings;
    }
}
