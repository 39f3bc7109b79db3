package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import io.clickmill.bench.check.RandomQuestions;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.ingest.Footprint.Cpu;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.bench.servers.CpuClock;
import io.clickmill.bench.servers.CpuClock.Reading;
import io.clickmill.bench.servers.Product;
import io.clickmill.job.JobCounter;
import io.clickmill.local.embedded.CheckpointReport;
import io.clickmill.local.embedded.LocalPostgres;
import io.clickmill.local.embedded.RunningJob;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The product.
 *
 * <p>A record is done when it is in the log, a duplicate or rejected. The last of them is followed by a checkpoint. The
 * end is when the balance that this checkpoint publishes has all records: then every event is committed and counted,
 * and every rollup row up to the watermark is committed.
 */
final class ClickmillPeer implements Peer {
    private static final long POLL_MILLIS = 20;
    private static final long CHECK_NANOS = 1_000_000_000;
    private static final int QUESTIONS = 100;

    private final @Nullable Path profile;
    private final boolean inspect;

    /**
     * @param profile the file for a profile of the drain; null for none
     * @param inspect whether to wait for the last windows, measure the footprint and check the answers
     */
    ClickmillPeer(@Nullable Path profile, boolean inspect) {
        this.profile = profile;
        this.inspect = inspect;
    }

    @Override
    public Drained drain(BenchServers servers, Database database, DataShape shape, Progress progress) throws Exception {
        CpuClock cpuClock = new CpuClock(database.data());
        try (Product product = Product.start(servers, database);
                Profile recording = Profile.start(profile)) {
            Reading[] start = {cpuClock.read()};
            Drain drain = new Drain(
                    "draining with clickmill",
                    shape.events(),
                    progress,
                    System::nanoTime,
                    () -> start[0] = cpuClock.read());
            awaitAll(product, drain, shape.events());
            product.job().checkpoint();
            product.awaitReceived(shape.events(), received -> {});
            double perSecond = drain.end();
            Cpu cpu = Cpu.between(start[0], cpuClock.read(), drain.measured());
            recording.write();
            return new Drained(perSecond, inspect ? inspect(product, database, shape, cpu, progress) : null);
        }
    }

    private static void awaitAll(Product product, Drain drain, long events) throws Exception {
        long checkedAt = System.nanoTime();
        for (long done = 0; done < events; done = done(product.job())) {
            drain.at(done);
            if (System.nanoTime() - checkedAt > CHECK_NANOS) {
                checkedAt = System.nanoTime();
                product.requireHealthy();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static long done(RunningJob job) {
        return job.count(JobCounter.LOGGED)
                + job.count(JobCounter.DUPLICATES_IN_LOG)
                + job.count(JobCounter.DUPLICATES_DROPPED)
                + job.count(JobCounter.REJECTED);
    }

    private static Footprint inspect(Product product, Database database, DataShape shape, Cpu cpu, Progress progress)
            throws Exception {
        CheckpointReport checkpoints = product.job().checkpoints().orElseThrow();
        Instant complete = shape.end().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        product.awaitComplete(complete, received -> progress.at("waiting for the last windows", 0, 1));
        StoredSize size = StoredSize.read(database.server().as(LocalPostgres.OWNER_ROLE));
        new RandomQuestions(shape).check(product.reader(), QUESTIONS, progress);
        return Footprint.of(size, cpu, checkpoints, shape.events());
    }
}
