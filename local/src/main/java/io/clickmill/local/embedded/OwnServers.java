package io.clickmill.local.embedded;

import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The settings of job and API that say where the servers of a local system are and how to log in. The environment
 * cannot set them: the other commands find the local system by its folder, so they would look for its events elsewhere.
 */
public final class OwnServers {
    private OwnServers() {}

    /**
     * Adds the settings of the servers to those from the environment, and the checkpoint interval of a local system.
     *
     * @param postgresPassword the password of all roles
     * @param checkpoints the folder of the job's checkpoints
     * @throws Settings.InvalidException with a line for every environment variable that a local system sets itself
     */
    public static Map<String, String> addTo(
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
        settings.put("CLICKMILL_CHECKPOINT_INTERVAL", "2s");
        settings.putAll(environment);
        return settings;
    }
}
