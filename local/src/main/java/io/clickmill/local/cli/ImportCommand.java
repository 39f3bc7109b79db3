package io.clickmill.local.cli;

import io.clickmill.contract.Progress;
import io.clickmill.contract.Schema;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.contract.settings.KafkaAccess;
import io.clickmill.contract.settings.Settings;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.importer.ImportOptions;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.LineFormat;
import io.clickmill.local.importer.LogImport;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.RunningSystem;
import io.clickmill.local.run.TopicOffsets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: sends files into the stream, and returns when every line can be queried. */
@Command(
        name = "import",
        description = {
            "Send access logs, event files or link files into the stream of the running system.",
            "The format of a log is recognized from its first lines; files may be gzipped. Requests for static files, HEAD"
                    + " and failed requests are left out.",
            "Returns when every line can be queried. A file that was imported before adds nothing.",
            "Exit code 1 if a file was refused or has no valid line."
        })
final class ImportCommand extends Subcommand {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STANDSTILL = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

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

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description =
                    "Format of the logs if it is not recognized: the LogFormat of Apache or the log_format of nginx,"
                            + " such as '%%h %%l %%u %%t \"%%r\" %%>s %%b'.")
    private @Nullable String logFormat;

    @Option(
            names = "--all-requests",
            description = "Take every request of a log as a click, including static files, HEAD and failed requests.")
    private boolean allRequests;

    @Option(names = "--no-wait", description = "Return as soon as every line is in Kafka.")
    private boolean noWait;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files; - is standard input.")
    private List<String> files;

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        ImportOptions options = options();
        RunningSystem system = systemOptions.system();
        long totalBytes = totalBytes();
        KafkaAccess kafka = system.kafkaAccess();
        Topics topics = system.topics();
        TopicOffsets offsets = new TopicOffsets(kafka, topics);
        boolean links = format == LineFormat.LINKS;
        DataSource database = noWait || links ? null : system.database(Schema.READER_ROLE);
        Progress before = database == null ? Progress.NONE : progress(database);
        String verdict = "";
        ImportSummary summary;
        try (ImportDisplay display = ImportDisplay.create(totalBytes)) {
            try (ClickSender sender = new ClickSender(kafka, links ? topics.links() : topics.clicks(), Map.of())) {
                summary = new LogImport(sender, options, Clock.systemUTC(), display).run(files);
            }
            if (links && !noWait) {
                awaitWritten(offsets, display);
            } else if (database != null) {
                verdict = ImportReport.verdict(before, awaitCounted(offsets.clicks(), database, display));
            }
        }
        String noun = links ? "link" : "click";
        System.out.println(ImportReport.text(summary, noun, (System.nanoTime() - begin) / 1e9) + verdict);
        ImportReport.details(summary).forEach(System.out::println);
        summary.failures().forEach(failure -> System.err.println("clickmill: " + failure));
        return summary.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private ImportOptions options() {
        if (logFormat != null && format != LineFormat.AUTO) {
            throw new ParameterException(spec.commandLine(), "--log-format: expected without --format");
        }
        Settings settings = systemOptions.settings();
        EventRules rules = EventRules.read(settings);
        settings.requireValid();
        try {
            return new ImportOptions(format, logFormat, account, allRequests, rules);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--log-format: " + e.getMessage());
        }
    }

    /**
     * The size of all files, or -1 if the length of one is unknown. Fails for a missing file before anything is sent.
     */
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
            // The size of a pipe means nothing.
            total = total < 0 || !Files.isRegularFile(path) ? -1 : total + Files.size(path);
        }
        return total;
    }

    /**
     * Waits until a checkpoint of the job includes every record that is in the topic now. The counter moves with each
     * checkpoint, which is every two seconds on a local system.
     */
    private static Progress awaitCounted(long records, DataSource database, ImportDisplay display)
            throws SQLException, InterruptedException {
        awaitNone(() -> records - progress(database).received(), display);
        return progress(database);
    }

    private static Progress progress(DataSource database) throws SQLException {
        return Progress.read(database).orElse(Progress.NONE);
    }

    /** Waits until a checkpoint of the job has written every record that is in the topic now. */
    private static void awaitWritten(TopicOffsets offsets, ImportDisplay display)
            throws SQLException, InterruptedException {
        Map<TopicPartition, Long> ends = offsets.endsOfLinks();
        awaitNone(() -> offsets.linksLeft(ends), display);
    }

    /** Counts the records that the job has not yet written. */
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
                throw new CommandFailure("the lines are in Kafka, but the job has received none of the last " + left
                        + " records for " + STANDSTILL.toSeconds()
                        + " s; see `clickmill status`. They will be counted when it runs again");
            }
            Thread.sleep(POLL.toMillis());
        }
    }
}
