package io.clickmill.local.cli;

import io.clickmill.local.embedded.LocalSettings;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.FolderLock;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code up}: runs everything on this machine until it is interrupted. */
@Command(name = "up", description = "Run everything on this machine, until interrupted.")
final class UpCommand extends Subcommand {
    private static final int HIGHEST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FolderOption folderOption;

    @Option(
            names = {"--host", "--api-host"},
            defaultValue = "127.0.0.1",
            description = "Address of the API (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = {"--port", "--api-port"},
            defaultValue = "8080",
            description = "Port of the API; 0 is a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--kafka-port", defaultValue = "0", description = "Port of Kafka (default: a free one).")
    private int kafkaPort;

    @Option(names = "--postgres-port", defaultValue = "0", description = "Port of PostgreSQL (default: a free one).")
    private int postgresPort;

    @Option(
            names = "--flink-port",
            description = "Open Flink's web page, read-only, on this port; 0 is a free one (default: no page).")
    private @Nullable Integer flinkPort;

    @Option(names = "--demo", description = "Add a lively synthetic stream of clicks to account demo.")
    private boolean demo;

    @Option(
            names = "--demo-rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Clicks a second of the demo, averaged over a day (default: ${DEFAULT-VALUE}).")
    private double demoRate;

    @Override
    public Integer call() throws Exception {
        checkPorts();
        DataFolder folder = folderOption.folder();
        folder.create();
        try (FolderLock lock = FolderLock.take(folder)) {
            logTo(folder);
            LocalSettings settings = new LocalSettings(
                    folder,
                    host,
                    port,
                    kafkaPort,
                    postgresPort,
                    flinkPort == null ? OptionalInt.empty() : OptionalInt.of(flinkPort),
                    Version.number(),
                    clickmillSettings(System.getenv()));
            return new UpRun(settings, demo ? demoRate : 0).run();
        }
    }

    private void checkPorts() {
        for (int chosen : new int[] {port, kafkaPort, postgresPort, flinkPort == null ? 0 : flinkPort}) {
            if (chosen < 0 || chosen > HIGHEST_PORT) {
                throw new ParameterException(
                        spec.commandLine(), "port: " + chosen + " (expected: 0.." + HIGHEST_PORT + ")");
            }
        }
        if (demoRate <= 0 || demoRate > 100_000) {
            throw new ParameterException(
                    spec.commandLine(), "--demo-rate: " + demoRate + " (expected: above 0, at most 100000)");
        }
    }

    /** Sets the log's place. Must be called before the first logger of this process is created. */
    private static void logTo(DataFolder folder) {
        System.setProperty("clickmill.logs", folder.logs().toString());
        // Flink's web page shows the log from this property.
        System.setProperty("log.file", folder.logFile().toString());
        System.setProperty("log4j2.configurationFile", "classpath:io/clickmill/local/log4j2-up.xml");
    }

    private static Map<String, String> clickmillSettings(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(setting -> setting.getKey().startsWith("CLICKMILL_"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
