package io.clickmill.bench;

import io.clickmill.local.embedded.Folders;
import io.clickmill.local.run.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Option;

/** The options of every measurement, and the temporary folder that it uses. */
final class WorkspaceOptions {
    @Option(names = "--json", description = "Print one JSON object, and nothing else on standard output.")
    private boolean json;

    @Option(names = "--keep", description = "Keep the temporary folder with the data and logs.")
    private boolean keep;

    /** A measurement in a folder. */
    interface Measurement<T> {
        T run(DataFolder folder, Progress progress) throws Exception;
    }

    boolean json() {
        return json;
    }

    /** Runs a measurement in a new folder, and deletes the folder. */
    <T> T use(Measurement<T> measurement) throws Exception {
        Signals signals = new Signals();
        signals.install();
        Path path = Files.createTempDirectory("clickmill-bench-");
        DataFolder folder = new DataFolder(path);
        logTo(folder);
        try (Display display = new Display(signals, System.console() != null)) {
            return measurement.run(folder, display);
        } catch (Exception e) {
            // A signal also reaches PostgreSQL, whose end may be noticed first.
            signals.check();
            throw e;
        } finally {
            LogManager.shutdown();
            if (keep) {
                System.err.println("kept " + path);
            } else {
                Folders.delete(path);
            }
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
