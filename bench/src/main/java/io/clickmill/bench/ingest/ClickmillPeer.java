package io.clickmill.bench.ingest;

import io.clickmill.bench.Progress;
import io.clickmill.bench.data.DataShape;
import io.clickmill.bench.servers.BenchServers;
import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Schema;
import io.clickmill.job.JobCounter;
import io.clickmill.local.embedded.EmbeddedJob;
import io.clickmill.local.embedded.LocalFlink;
import io.clickmill.local.embedded.OwnServers;
import io.clickmill.local.embedded.RunningJob;
import io.clickmill.local.run.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The product's job with the settings of {@code up}, in a Flink of its own in this process.
 *
 * <p>A record is done when it is in the log, a duplicate or rejected. The last of them is followed by a checkpoint. The
 * end is when the balance that this checkpoint publishes has all records: then every event is committed and counted,
 * and every rollup row up to the watermark is committed.
 */
final class ClickmillPeer implements Peer {
    private static final long POLL_MILLIS = 20;
    private static final long CHECK_NANOS = 1_000_000_000;
    private static final String VISITOR_KEY = "the same in all measurements";

    private final @Nullable Path profile;

    /** @param profile the file for a profile of the drain; null for none */
    ClickmillPeer(@Nullable Path profile) {
        this.profile = profile;
    }

    @Override
    public double drain(BenchServers servers, Database database, DataShape shape, Progress progress) throws Exception {
        Path checkpoints = servers.folder().path().resolve("checkpoints-" + database.port());
        Files.createDirectories(checkpoints);
        EmbeddedJob job = EmbeddedJob.of(OwnServers.addTo(
                Map.of("CLICKMILL_VISITOR_KEY", VISITOR_KEY),
                servers.kafka(),
                database.port(),
                database.password(),
                checkpoints));
        Configuration flinkSettings = job.configuration();
        try (LocalFlink flink = LocalFlink.start(flinkSettings, OptionalInt.empty(), servers.folder());
                Profile recording = Profile.start(profile)) {
            RunningJob running = flink.submit(job.graph(flinkSettings, Clock.systemUTC()));
            try {
                Drain drain = new Drain("draining with clickmill", shape.events(), progress, System::nanoTime);
                awaitAll(running, drain, shape.events());
                running.checkpoint();
                awaitBalance(database.server().as(Schema.READER_ROLE), running, shape.events());
                double perSecond = drain.end();
                recording.write();
                return perSecond;
            } finally {
                running.cancel();
            }
        }
    }

    private static void awaitAll(RunningJob job, Drain drain, long events) throws InterruptedException {
        long checkedAt = System.nanoTime();
        for (long done = 0; done < events; done = done(job)) {
            drain.at(done);
            if (System.nanoTime() - checkedAt > CHECK_NANOS) {
                checkedAt = System.nanoTime();
                requireHealthy(job);
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

    /** A restarted job counts from zero, so that nothing could be said of its speed. */
    private static void requireHealthy(RunningJob job) throws InterruptedException {
        Optional<String> failure = job.failure();
        if (failure.isPresent()) {
            throw new CommandFailure("the job has failed: " + failure.get());
        }
    }

    private static void awaitBalance(DataSource database, RunningJob job, long events) throws Exception {
        io.clickmill.local.run.Progress balance = io.clickmill.local.run.Progress.NONE;
        while (balance.received() < events) {
            requireHealthy(job);
            Thread.sleep(POLL_MILLIS);
            balance = io.clickmill.local.run.Progress.read(database).orElse(balance);
        }
        if (!balance.isExact() || balance.received() != events || balance.rejected() != 0) {
            throw new CommandFailure("the balance is wrong: " + balance + " (expected: " + events
                    + " received, all of them logged or duplicates)");
        }
    }
}
