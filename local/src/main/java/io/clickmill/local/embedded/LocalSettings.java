package io.clickmill.local.embedded;

import io.clickmill.local.run.DataFolder;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a local system is to be started. Ports of 0 are free ones.
 *
 * @param host that the API listens on; everything else listens on the loopback
 * @param flinkPort of Flink's web page; empty for no page
 * @param environment settings of job and API from outside, without blank ones
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
