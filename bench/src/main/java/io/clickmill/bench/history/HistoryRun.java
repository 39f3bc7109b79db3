package io.clickmill.bench.history;

import io.clickmill.bench.Progress;
import io.clickmill.bench.check.RandomQuestions;
import io.clickmill.bench.data.ClickData;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.bench.servers.Product;
import io.clickmill.contract.Topics;
import io.clickmill.contract.event.EventRules;
import io.clickmill.job.fold.FoldLateRows;
import io.clickmill.job.fold.RebuildDays;
import io.clickmill.local.importer.ClickSender;
import io.clickmill.local.importer.ImportListener;
import io.clickmill.local.importer.ImportOptions;
import io.clickmill.local.importer.ImportSummary;
import io.clickmill.local.importer.LineFormat;
import io.clickmill.local.importer.LogImport;
import io.clickmill.local.run.CommandFailure;
import io.clickmill.local.run.DataFolder;
import io.clickmill.local.run.TopicOffsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Imports an access log of an earlier day into the running job, folds its events into the rollups, and counts its days
 * again. All events of the log are late, so that none of them passes the windows.
 */
public final class HistoryRun {
    private static final int QUESTIONS = 100;

    private final DataShape shape;
    private final Clock clock;

    /** @param shape its events must be of days before today */
    public HistoryRun(DataShape shape, Clock clock) {
        this.shape = shape;
        this.clock = clock;
    }

    public HistoryReport measure(DataFolder folder, Progress progress) throws Exception {
        Path log = folder.path().resolve("access.log");
        AccessLog.write(log, new ClickData(shape), lines -> progress.at("writing the log", lines, shape.events()));
        try (BenchServers servers = BenchServers.startEmpty(folder);
                Database database = servers.newDatabase();
                Product product = Product.start(servers, database)) {
            Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
            // The first start of the job and its connections must not be part of the measurement.
            product.awaitComplete(today, received -> progress.at("waiting for the job", 0, 1));
            HistoryReport.Import imported = importLog(log, servers, product, progress);
            progress.at("folding", 0, shape.events());
            double fold = fold(product);
            progress.at("rebuilding", 0, shape.events());
            double rebuild = rebuild(product, progress);
            new RandomQuestions(shape).check(product.reader(), QUESTIONS, progress);
            return HistoryReport.of(shape.events(), imported, fold, rebuild);
        }
    }

    private HistoryReport.Import importLog(Path log, BenchServers servers, Product product, Progress progress)
            throws Exception {
        ImportOptions options = new ImportOptions(LineFormat.AUTO, null, ClickData.ACCOUNT, false, EventRules.DEFAULTS);
        ImportListener listener = (lines, bytes) -> progress.at("importing", lines, shape.events());
        long begin = System.nanoTime();
        ImportSummary summary;
        try (ClickSender sender = new ClickSender(servers.kafka(), Topics.DEFAULTS.clicks(), Map.of())) {
            summary = new LogImport(sender, options, clock, listener).run(List.of(log.toString()));
        }
        double sentPerSecond = perSecond(shape.events(), begin);
        long records = new TopicOffsets(servers.kafka(), Topics.DEFAULTS).clicks();
        if (!summary.failures().isEmpty() || records != shape.events()) {
            throw new CommandFailure("the import has sent " + records + " records (expected: " + shape.events() + ") "
                    + summary.failures());
        }
        product.awaitReceived(records, received -> progress.at("counting", received, records));
        return new HistoryReport.Import(sentPerSecond, perSecond(shape.events(), begin));
    }

    private double fold(Product product) throws SQLException {
        long begin = System.nanoTime();
        long events = new FoldLateRows(product.writer(), clock).foldOnce().events();
        requireSome("folded", events);
        return perSecond(events, begin);
    }

    private double rebuild(Product product, Progress progress) throws SQLException {
        RebuildDays rebuild = new RebuildDays(product.writer(), clock);
        long begin = System.nanoTime();
        rebuild.markAll();
        long events = rebuild.rebuildMarked((done, days) -> progress.at("rebuilding days", done, days))
                .events();
        requireSome("rebuilt", events);
        return perSecond(events, begin);
    }

    private static void requireSome(String what, long events) {
        if (events == 0) {
            throw new CommandFailure(what + " no event (expected: those of the log)");
        }
    }

    private static double perSecond(long count, long begin) {
        return count * 1e9 / (System.nanoTime() - begin);
    }
}
