package io.clickmill.local.embedded;

import io.clickmill.local.run.DataFolder;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The settings of a local system. A port of 0 means any free port.
 *
 * @param host the address that the API listens on; everything else listens on the loopback
 * @param flinkPort the port of Flink's web page; empty for no page
 * @param environment settings of job and API from the environment; blank ones are dropped
 */
public record LocalSettings(
        DataFolder folder,
        String host,
        int port,
        int kafkaPort,
        int postgresPort,
        OptionalInt flinkPort,
        String version,
        Map<String, String> environment) {
    public LocalSettings {
        environment = environment.entrySet().stream()
                .filter(setting -> !setting.getValue().isBlank())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
