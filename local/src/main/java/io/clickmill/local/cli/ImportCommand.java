package io.clickmill.local.cli;

import io.clickmill.contract.KafkaAccess;
import io.clickmill.contract.Schema;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.LineFormat;
import io.clickmill.local.importer.LogImport;
import io.clickmill.local.run.ClickTopic;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.LinkTopic;
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
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: files into the stream, back when every line can be queried. */
@Command(
        name = "import",
        description = {
            "Send access logs, event files or link files into the stream of the running system; gzip is recognized.",
            "Returns when every line can be queried. A file that was imported before adds nothing."
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
            description = "Account of log lines, and of events and links that name none (default: ${DEFAULT-VALUE}).")
    private String account;

    @Option(
            names = "--format",
            defaultValue = "auto",
            description = "One of auto, combined, common, ndjson, links (default: ${DEFAULT-VALUE}).")
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
        KafkaAccess kafka = system.kafkaAccess();
        boolean links = format == LineFormat.LINKS;
        DataSource database = noWait || links ? null : system.database(Schema.READER_ROLE);
        Progress before = database == null ? Progress.NONE : progress(database);
        String verdict = "";
        ImportSummary summary;
        try (ImportDisplay display = ImportDisplay.create(totalBytes)) {
            try (ClickSender sender = new ClickSender(kafka, links ? LinkTopic.LINKS : ClickTopic.CLICKS, Map.of())) {
                summary = new LogImport(sender, format, account, display::sent).run(files);
            }
            if (links && !noWait) {
                awaitWritten(new LinkTopic(kafka), display);
            } else if (database != null) {
                verdict = verdict(before, awaitCounted(new ClickTopic(kafka).recordCount(), database, display));
            }
        }
        String noun = links ? "link" : "click";
        System.out.println(text(summary, noun, (System.nanoTime() - begin) / 1e9) + verdict);
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
        awaitNone(() -> records - progress(database).received(), display);
        return progress(database);
    }

    private static Progress progress(DataSource database) throws SQLException {
        return Progress.read(database).orElse(Progress.NONE);
    }

    /** Returns when the job's last checkpoint has written every record that is in the topic now. */
    private static void awaitWritten(LinkTopic topic, ImportDisplay display) throws SQLException, InterruptedException {
        Map<TopicPartition, Long> ends = topic.ends();
        awaitNone(() -> topic.recordsLeft(ends), display);
    }

    /** Tells how many records are left. */
    private interface RecordsLeft {
        long count() throws SQLException, InterruptedException;
    }

    private static void awaitNone(RecordsLeft records, ImportDisplay display)
            throws SQLException, InterruptedException {
        long before = Long.MAX_VALUE;
        long movedAt = System.nanoTime();
        for (long left = records.count(); left > 0; left = records.count()) {
            if (left != before) {
                before = left;
                movedAt = System.nanoTime();
                display.counted(left);
            }
            if (System.nanoTime() - movedAt > STANDSTILL.toNanos()) {
                throw new CommandFailure("the lines are in Kafka, but the job has taken in none of the last " + left
                        + " records for " + STANDSTILL.toSeconds()
                        + " s; see `clickmill status`. They will be counted when it runs again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    static String text(ImportSummary summary, String noun, double seconds) {
        return String.format(
                Locale.ROOT,
                "imported %s: %s, %s in %.1f s",
                count(summary.lines(), "line"),
                count(summary.records(), noun),
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
