package io.clickmill.local.cli;

import io.clickmill.contract.Schema;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.LineFormat;
import io.clickmill.local.importer.LogImport;
import io.clickmill.local.run.ClickTopic;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.Progress;
import io.clickmill.local.run.RunningSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: log files into the stream, back when every event can be queried. */
@Command(
        name = "import",
        description = {
            "Send access logs or event files into the stream of the running system; gzip is recognized.",
            "Returns when every event can be queried. A file that was imported before adds nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ClickmillCommand.Version.class)
final class ImportCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    @Mixin
    private SystemOptions systemOptions;

    @Option(
            names = "--account",
            defaultValue = "demo",
            description = "Account of log lines, and of events that name none (default: ${DEFAULT-VALUE}).")
    private String account;

    @Option(
            names = "--format",
            defaultValue = "auto",
            description = "One of auto, combined, common, ndjson (default: ${DEFAULT-VALUE}).")
    private LineFormat format;

    @Option(names = "--no-wait", description = "Return when every line is in Kafka.")
    private boolean noWait;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is standard input.")
    private List<String> files;

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        RunningSystem system = systemOptions.system();
        long totalBytes = totalBytes();
        String bootstrapServers = system.kafkaBootstrapServers();
        DataSource database = noWait ? null : system.database(Schema.READER_ROLE);
        Progress before =
                database == null ? Progress.NONE : Progress.read(database).orElse(Progress.NONE);
        Progress after = null;
        ImportSummary summary;
        try (ImportDisplay display = ImportDisplay.create(totalBytes)) {
            try (ClickSender sender = new ClickSender(bootstrapServers, ClickTopic.CLICKS, Map.of())) {
                summary = new LogImport(sender, format, account, display::sent).run(files);
            }
            if (database != null) {
                after = awaitCounted(new ClickTopic(bootstrapServers).recordCount(), database, display);
            }
        }
        String verdict = after == null ? "" : verdict(before, after);
        System.out.println(text(summary, (System.nanoTime() - begin) / 1e9) + verdict);
        return ExitCode.OK;
    }

    /** The size of all files, or -1 where one is of unknown length. Finds a missing file before anything is sent. */
    private long totalBytes() throws IOException {
        long total = 0;
        for (String file : files) {
            if (file.equals(LogImport.STANDARD_INPUT)) {
                total = -1;
                continue;
            }
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                throw new CommandFailure(file + ": no such file");
            }
            if (Files.isDirectory(path) || !Files.isReadable(path)) {
                throw new CommandFailure(file + ": "
                        + (Files.isDirectory(path) ? "is a folder; name the files in it" : "may not be read"));
            }
            // A pipe has no size that means anything.
            total = total < 0 || !Files.isRegularFile(path) ? -1 : total + Files.size(path);
        }
        return total;
    }

    /**
     * Returns when the job's last checkpoint has taken in every record that is in the topic now. The counter moves with
     * checkpoints, every two seconds on a local system.
     */
    private static Progress awaitCounted(long records, DataSource database, ImportDisplay display)
            throws SQLException, InterruptedException {
        long received = -1;
        long movedAt = System.nanoTime();
        while (true) {
            Progress progress = Progress.read(database).orElse(Progress.NONE);
            long now = progress.received();
            if (now >= records) {
                return progress;
            }
            if (now != received) {
                received = now;
                movedAt = System.nanoTime();
                display.counted(records - now);
            }
            if (System.nanoTime() - movedAt > STANDSTILL.toNanos()) {
                throw new CommandFailure("the lines are in Kafka, but the job has taken in none of the last "
                        + (records - now) + " records for " + STANDSTILL.toSeconds()
                        + " s; see `clickmill status`. They will be counted when it runs again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    static String text(ImportSummary summary, double seconds) {
        return String.format(
                Locale.ROOT,
                "imported %s: %s, %s in %.1f s",
                count(summary.lines(), "line"),
                count(summary.clicks(), "click"),
                count(summary.badLines(), "bad line"),
                seconds);
    }

    /** What the job made of the records that it has taken in since; others may have sent some of them. */
    static String verdict(Progress before, Progress after) {
        return String.format(
                Locale.ROOT,
                "; the job rejected %d and found %s meanwhile",
                after.rejected() - before.rejected(),
                count(after.duplicates() - before.duplicates(), "duplicate"));
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
