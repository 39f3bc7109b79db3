package io.clickmill.bench;

import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Utils;
import org.apache.logging.log4j.LogManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The options of every measurement, and the temporary folder that it uses. */
final class WorkspaceOptions {
    @Option(names = "--json", description = "Print one JSON object, and nothing else on standard output.")
    private boolean json;

    @Option(names = "--keep", description = "Keep the temporary folder with the data and logs.")
    private boolean keep;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description =
                    "Where to make the temporary folder (default: ${DEFAULT-VALUE}). It should be on the disk that"
                            + " is to be measured.")
    private Path temp;

    @Option(names = "--quick", description = "Measure less, in about a minute. The figures are rougher.")
    private boolean quick;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the events.")
    private long seed;

    /** A measurement in a folder. */
    interface Measurement<T> {
        T run(DataFolder folder, Progress progress) throws Exception;
    }

    long seed() {
        return seed;
    }

    /** The value that was given; otherwise one of the two defaults. */
    <T> T orDefault(@Nullable T given, T quickly, T thoroughly) {
        return given != null ? given : quick ? quickly : thoroughly;
    }

    /** Runs a measurement in a new folder, prints the report, and deletes the folder. */
    int print(Measurement<? extends Report> measurement) throws Exception {
        Path path = Files.createTempDirectory(temp, "clickmill-bench-");
        try {
            return printIn(path, measurement);
        } catch (Exception e) {
            if (!keep && !(e instanceof Stopped)) {
                System.err.println("the logs are deleted; --keep keeps them");
            }
            throw e;
        } finally {
            if (keep) {
                System.err.println("kept " + path);
            } else {
                delete(path);
            }
        }
    }

    /** Runs a measurement in a folder, which stays, and prints the report. */
    int printIn(Path path, Measurement<? extends Report> measurement) throws Exception {
        use(new DataFolder(path), (folder, progress) -> {
            Report report = measurement.run(folder, progress);
            System.out.print(json ? report.json() + "\n" : report.text());
            System.out.flush();
            return report;
        });
        return ExitCode.OK;
    }

    /** A folder within the folder of a measurement, for a part with servers of its own. */
    static DataFolder part(DataFolder folder, String name) throws IOException {
        DataFolder part = new DataFolder(folder.path().resolve(name));
        Files.createDirectories(part.logs());
        return part;
    }

    private static <T> T use(DataFolder folder, Measurement<T> measurement) throws Exception {
        Signals signals = new Signals();
        signals.install();
        logTo(folder);
        try (Display display = new Display(signals, System.console() != null)) {
            return measurement.run(folder, display);
        } catch (Exception e) {
            signals.check();
            throw e;
        } finally {
            LogManager.shutdown();
        }
    }

    /** The report is out already, so a folder that stays is no failure of the measurement. */
    private static void delete(Path path) {
        try {
            Utils.delete(path.toFile());
        } catch (IOException e) {
            System.err.println("cannot delete " + path + ": " + e.getMessage());
        }
    }

    /** Sets the log's place. Must be called before the first logger of this process is created. */
    private static void logTo(DataFolder folder) throws IOException {
        Files.createDirectories(folder.logs());
        System.setProperty("clickmill.logs", folder.logs().toString());
        System.setProperty("log4j2.configurationFile", "classpath:io/clickmill/local/log4j2-up.xml");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
