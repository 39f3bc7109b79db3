package io.clickmill.bench.servers;

import io.clickmill.bench.servers.BenchServers.Database;
import io.clickmill.contract.Progress;
import io.clickmill.contract.Schema;
import io.clickmill.local.embedded.EmbeddedJob;
import io.clickmill.local.embedded.LocalFlink;
import io.clickmill.local.embedded.OwnServers;
import io.clickmill.local.embedded.RunningJob;
import io.clickmill.local.run.CommandFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.apache.flink.configuration.Configuration;

/**
 * The product's job with the settings of {@code up}, in a Flink of its own in this process. The API and the fold do not
 * run: a measurement calls them itself.
 */
public final class Product implements AutoCloseable {
    private static final long POLL_MILLIS = 20;
    private static final String VISITOR_KEY = "the same in all measurements";

    private final Database database;
    private final LocalFlink flink;
    private final RunningJob job;

    private Product(Database database, LocalFlink flink, RunningJob job) {
        this.database = database;
        this.flink = flink;
        this.job = job;
    }

    /** Starts the job, which begins to read the topic. */
    public static Product start(BenchServers servers, Database database) throws IOException {
        EmbeddedJob job = EmbeddedJob.of(OwnServers.addTo(
                Map.of("CLICKMILL_VISITOR_KEY", VISITOR_KEY),
                servers.kafka(),
                database.port(),
                database.password(),
                servers.newCheckpoints()));
        Configuration settings = job.configuration();
        LocalFlink flink = LocalFlink.start(settings, OptionalInt.empty(), servers.folder());
        try {
            return new Product(database, flink, flink.submit(job.graph(settings, Clock.systemUTC())));
        } catch (IOException | RuntimeException | Error e) {
            flink.close();
            throw e;
        }
    }

    public RunningJob job() {
        return job;
    }

    /** Connections that may read all tables. */
    public DataSource reader() {
        return database.server().as(Schema.READER_ROLE);
    }

    /** Connections that may write what the job writes. */
    public DataSource writer() {
        return database.server().as(Schema.WRITER_ROLE);
    }

    /** The progress and balance that the newest checkpoint has published. */
    public Progress balance() throws SQLException {
        return Progress.read(reader()).orElse(Progress.NONE);
    }

    /**
     * Returns when the balance has all records.
     *
     * @param wait what to do after each look at the balance, with the number of records received
     * @throws CommandFailure if the balance is not exact then, or a record was rejected, or the job has failed
     */
    public void awaitReceived(long records, Wait wait) throws Exception {
        Progress balance = balance();
        while (balance.received() < records) {
            requireHealthy();
            wait.after(balance.received());
            Thread.sleep(POLL_MILLIS);
            balance = balance();
        }
        if (!balance.isExact() || balance.received() != records || balance.rejected() != 0) {
            throw new CommandFailure("the balance is wrong: " + balance + " (expected: " + records
                    + " received, all of them logged or duplicates)");
        }
    }

    /** Is called while something is awaited. */
    public interface Wait {
        void after(long received) throws Exception;
    }

    /**
     * Returns when rollups are complete up to an instant. Partitions that have been quiet for ten seconds follow the
     * clock, so that this ends without further records.
     */
    public void awaitComplete(Instant instant, Wait wait) throws Exception {
        for (Progress balance = balance(); balance.progress().isBefore(instant); balance = balance()) {
            requireHealthy();
            wait.after(balance.received());
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** @throws CommandFailure if the job has failed. A restarted job is slow for a while, and its counters are wrong */
    public void requireHealthy() throws InterruptedException {
        Optional<String> failure = job.failure();
        if (failure.isPresent()) {
            throw new CommandFailure("the job has failed: " + failure.get());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            job.cancel();
        } finally {
            flink.close();
        }
    }
}
